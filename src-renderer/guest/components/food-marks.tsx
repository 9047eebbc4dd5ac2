import { useSpeech } from '../context.ts';
import { foodIcon, Icon } from './icons.tsx';

interface FoodMarksProps {
  readonly tags: readonly string[];
  readonly allergens: readonly string[];
}

/** Small signs in the menu list: tags, then allergens; the words are there for screen readers. */
export function FoodMarks({ tags, allergens }: FoodMarksProps) {
  const { t } = useSpeech();
  if (tags.length + allergens.length === 0) return null;
  const names = allergens.map((code) => t.allergen[code] ?? code);
  return (
    <p class="marks">
      {tags.map((code) => (
        <span key={code} class={`mark tag-${code}`}>
          <Icon name={foodIcon('tag', code)} size={14} />
          {t.tag[code] ?? code}
        </span>
      ))}
      {allergens.length > 0 && (
        <span class="mark allergen-row">
          {allergens.map((code) => (
            <Icon key={code} name={foodIcon('allergen', code)} size={16} />
          ))}
          <span class="sr-only">
            {t.allergens}: {names.join(', ')}
          </span>
        </span>
      )}
    </p>
  );
}

/** The same with every word written out, for the dish's own sheet. */
export function FoodFacts({ tags, allergens }: FoodMarksProps) {
  const { t } = useSpeech();
  return (
    <>
      {tags.length > 0 && <FoodMarks tags={tags} allergens={[]} />}
      {allergens.length > 0 && (
        <div class="facts">
          <p class="facts-title">{t.allergens}</p>
          <ul>
            {allergens.map((code) => (
              <li key={code}>
                <Icon name={foodIcon('allergen', code)} size={18} />
                {t.allergen[code] ?? code}
              </li>
            ))}
          </ul>
          <p class="muted">{t.allergensAsk}</p>
        </div>
      )}
    </>
  );
}
