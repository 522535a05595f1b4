/**
 * The words most often found in leaked passwords, in the languages our people write. Lower case, letters only, three
 * letters or more: `password.ts` finds them behind the usual disguises (P4ssw0rd!), so no variants are listed.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `
  password passwort passw0rd pass parola motdepasse contrasena contraseña senha senhas clave mudar mudar123 admin
  administrator administrador root user usuario test teste testing prueba demo guest visitor default changeme change
  letmein welcome bienvenido bemvindo hello hola login logon signin access acesso acceso secret segredo secreto master
  system manager support suporte soporte service server office oficina escritorio company empresa business work trabalho
  trabajo agent agente desk switchboard contact contacto contato centre center call whatsapp phone telefone telefono
  iloveyou loveyou love lover lovely teamo teamomucho amor amorzinho querida querido heart corazon coracao kiss besos
  monkey dragon tiger lion wolf eagle falcon panther jaguar cobra shark dolphin horse pony puppy kitty cat dog doggie
  bear rabbit bunny butterfly turtle chicken pig cow snake spider scorpion phoenix unicorn gato perro cachorro caballo
  cavalo leao tigre aguila aguia mariposa borboleta
  football futbol futebol soccer baseball basketball hockey tennis golf golfer rugby cricket boxing racing nascar
  volleyball swimming skater liverpool chelsea arsenal manchester united everton tottenham barcelona barca realmadrid
  madrid flamengo corinthians palmeiras saopaulo santos gremio vasco cruzeiro botafogo boca river juventus milan
  brasil brazil espana españa england scotland ireland london lisboa lisbon portugal mexico argentina colombia chile
  peru canada america american australia california texas florida newyork paris berlin germany france italy
  sunshine sunflower rainbow flower flowers rose roses orchid daisy violet lavender jasmine summer winter spring autumn
  verano invierno primavera verao inverno outono monday tuesday wednesday thursday friday saturday sunday january
  february march april june july august september october november december enero febrero marzo abril mayo junio julio
  agosto septiembre octubre noviembre diciembre janeiro fevereiro maio junho julho setembro outubro novembro dezembro
  princess princesa prince principe queen king reina rainha angel angels angelito anjo anjinho baby babygirl babyboy
  bebe sweety sweetie honey cutie beauty beautiful linda lindo bonita bonito hermosa hermoso guapo guapa
  superman batman spiderman ironman wolverine starwars startrek pokemon pikachu naruto sasuke dragonball goku zelda
  mario sonic minecraft fortnite roblox callofduty warcraft counterstrike gandalf matrix avatar joker harley marvel
  trustno trust nothing whatever something anything everything freedom liberty liberdade libertad peace forever siempre
  sempre friend friends amigo amigos family familia mother father mama papa mother madre mae pai padre sister brother
  hermano hermana irmao irma daughter
  jesus jesuscristo christ cristo jesuschrist god dios deus blessed bendicion bencao faith hope glory heaven church maria
  shadow killer hunter ranger soldier warrior ninja samurai pirate knight wizard magic mystic merlin thunder lightning
  storm fire ice snow water ocean river mountain forest earth world mundo planet star stars estrella estrela moon luna
  lua sun solar galaxy space cosmos universe
  computer computador internet google facebook instagram twitter youtube microsoft windows apple iphone samsung android
  linux ubuntu oracle cisco network router wireless wifi printer laptop gateway yahoo gmail hotmail outlook linkedin
  netflix spotify amazon adobe photoshop intel nvidia nintendo playstation xbox sega
  ferrari porsche mercedes corvette mustang camaro harley davidson yamaha honda toyota nissan suzuki ducati
  chocolate cookie cookies cheese cheesecake banana orange apple lemon cherry peach strawberry pepper ginger vanilla
  coffee whiskey vodka beer tequila cerveza cerveja pizza burger chicken sandwich butter
  michael jordan jennifer jessica ashley amanda daniel daniela andrew andrea anthony matthew joshua robert thomas
  william james joseph charles charlie george harry oliver jack jacob samuel samantha nicole michelle melissa stephanie
  elizabeth victoria alexander alexandra alejandro alejandra carlos juan jose luis miguel antonio manuel francisco
  fernando fernanda gabriel gabriela rafael rafaela rodrigo ricardo roberto eduardo leonardo marcos marcelo mariana
  juliana luciana patricia carolina camila beatriz isabella isabel sofia valentina natalia adriana claudia sandra monica
  veronica vanessa bruno diego pedro paulo joao lucas mateus matheus felipe felipa gustavo thiago tiago vitor victor
  hannah emily emma olivia sophie sophia chloe grace lauren rachel rebecca sarah laura anna maggie buster bailey
  tigger ginger pepper cookie smokey rocky lucky lucky princess hunter killer boomer
  hockey ranger yankees cowboys steelers lakers eagles dolphins packers raiders patriots redsox
  metallica nirvana slipknot eminem tupac beatles queen pinkfloyd ironmaiden guitar music musica drummer dancer rock
  fuck fucker fuckyou fuckme motherfucker bitch asshole pussy dick bullshit sexy sexsex porn naked merda mierda puta
  caralho carajo cabron pendejo
  money dinero dinheiro cash dollar gold golden silver diamond crystal platinum rich lucky winner champion champions
  blue black white green yellow purple pink orange silver azul negro blanco preto branco verde vermelho rojo amarillo
  amarelo roxo red blink cool awesome crazy loco loca stupid idiot happy feliz smile sorriso sonrisa party fiesta
  festa security seguranca seguridad private privado temp temporary temporal hidden unlock open close start enter
  qazwsx qazwsxedc zaqwsx zaqxsw asdf asdfgh zxcv qwer qwerty qwertz azerty poiuy mnbvc lkjhg wasd
  one two three four five six seven eight nine zero uno dos tres quatro cuatro cinco
  the and you are not this that from with for your our mine myself
  `
    .split(/\s+/)
    .map((word) => word.replace(/[^\p{L}]/gu, ''))
    .filter((word) => word.length >= 3),
)
