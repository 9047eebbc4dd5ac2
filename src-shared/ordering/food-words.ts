import type { Language } from '../languages.ts';
import type { Allergen, DietaryTag } from './entities.ts';

/** What the allergens and tags are called: on phones, on the staff's screens and in exported tables. */
export const allergenWords = {
  en: {
    gluten: 'Gluten',
    crustaceans: 'Crustaceans',
    eggs: 'Eggs',
    fish: 'Fish',
    peanuts: 'Peanuts',
    soy: 'Soy',
    milk: 'Milk',
    nuts: 'Nuts',
    celery: 'Celery',
    mustard: 'Mustard',
    sesame: 'Sesame',
    sulphites: 'Sulphites',
    lupin: 'Lupin',
    molluscs: 'Molluscs',
  },
  'zh-CN': {
    gluten: '麸质',
    crustaceans: '甲壳类',
    eggs: '蛋类',
    fish: '鱼类',
    peanuts: '花生',
    soy: '大豆',
    milk: '乳制品',
    nuts: '坚果',
    celery: '芹菜',
    mustard: '芥末',
    sesame: '芝麻',
    sulphites: '亚硫酸盐',
    lupin: '羽扇豆',
    molluscs: '软体类',
  },
} as const satisfies Record<Language, Record<Allergen, string>>;

export const dietaryTagWords = {
  en: {
    vegetarian: 'Vegetarian',
    vegan: 'Vegan',
    spicy: 'Spicy',
    halal: 'Halal',
    gluten_free: 'Gluten-free',
    signature: 'Our signature',
    new: 'New',
  },
  'zh-CN': {
    vegetarian: '素食',
    vegan: '纯素',
    spicy: '辣',
    halal: '清真',
    gluten_free: '无麸质',
    signature: '招牌',
    new: '新品',
  },
} as const satisfies Record<Language, Record<DietaryTag, string>>;
