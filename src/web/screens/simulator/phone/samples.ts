/* What the plus menu sends where nothing is chosen. All of it is invented. */

export const samplePlace = {
  latitude: 53.7997,
  longitude: -1.5492,
  name: '12 Quarry Lane',
  address: 'Leeds LS1 4DL',
} as const

export const sampleCards = [
  { name: 'Tomás Reis', phones: ['+44 7700 900144'], emails: ['tomas.reis@velmora.example'] },
] as const

export const sampleOrder = [
  { product: 'VH-LAMP-02', quantity: 1, price: 39.9, currency: 'GBP' },
  { product: 'VH-CUSHION-11', quantity: 2, price: 14.5, currency: 'GBP' },
] as const
