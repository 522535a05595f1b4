-- Numbers of payment cards are made unreadable before anything is stored, unless a channel says otherwise.
alter table channel add column mask_card_numbers boolean not null default true;
