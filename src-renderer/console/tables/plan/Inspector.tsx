import { ActionIcon, Button, SegmentedControl, Text } from '@mantine/core';
import { IconCircle, IconEyeOff, IconMinus, IconPencil, IconPlus, IconSquare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TablePlan } from '#shared/ordering/entities.ts';
import type { FloorTable } from '../useTables.ts';

interface InspectorProps {
  readonly tables: readonly FloorTable[];
  readonly plans: readonly TablePlan[];
  readonly onShape: (shape: TablePlan['shape']) => void;
  readonly onResize: (dWidth: number, dHeight: number) => void;
  readonly onTakeOff: () => void;
  readonly onEdit: (tableId: string) => void;
}

/** What can be done with the selected tables, for fingers and keyboards that do not drag. */
export function Inspector({ tables, plans, onShape, onResize, onTakeOff, onEdit }: InspectorProps) {
  const { t } = useTranslation();
  const [first] = tables;
  if (!first) return <Text className="hint editor-hint">{t(($) => $.tables.plan.hint)}</Text>;
  const shapes = new Set(plans.map(({ shape }) => shape));
  const [shape] = shapes;
  const measure = (side: 'width' | 'height') => {
    const lengths = new Set(plans.map((plan) => plan[side]));
    return lengths.size === 1 ? String([...lengths][0]) : '–';
  };
  const stepper = (side: 'width' | 'height', change: (by: number) => void) => (
    <div className="editor-stepper">
      <span>{t(($) => $.tables.plan[side])}</span>
      <ActionIcon
        variant="default"
        aria-label={side === 'width' ? t(($) => $.tables.plan.narrower) : t(($) => $.tables.plan.shorter)}
        onClick={() => change(-1)}
      >
        <IconMinus size={18} />
      </ActionIcon>
      <output>{measure(side)}</output>
      <ActionIcon
        variant="default"
        aria-label={side === 'width' ? t(($) => $.tables.plan.wider) : t(($) => $.tables.plan.longer)}
        onClick={() => change(1)}
      >
        <IconPlus size={18} />
      </ActionIcon>
    </div>
  );
  return (
    <section className="editor-inspector" aria-label={t(($) => $.tables.plan.selected)}>
      <strong className="editor-name">
        {tables.length === 1
          ? t(($) => $.tables.table, { name: first.name })
          : t(($) => $.tables.count, { count: tables.length })}
      </strong>
      <SegmentedControl
        size="sm"
        aria-label={t(($) => $.tables.plan.shape)}
        value={shapes.size === 1 ? (shape ?? '') : ''}
        onChange={(chosen) => onShape(chosen === 'round' ? 'round' : 'square')}
        data={[
          { value: 'square', label: <ShapeLabel icon={IconSquare} word={t(($) => $.tables.plan.square)} /> },
          { value: 'round', label: <ShapeLabel icon={IconCircle} word={t(($) => $.tables.plan.round)} /> },
        ]}
      />
      {stepper('width', (by) => onResize(by, 0))}
      {stepper('height', (by) => onResize(0, by))}
      <div className="editor-acts">
        {tables.length === 1 && (
          <Button variant="default" leftSection={<IconPencil size={18} />} onClick={() => onEdit(first.id)}>
            {t(($) => $.tables.plan.edit)}
          </Button>
        )}
        <Button variant="default" leftSection={<IconEyeOff size={18} />} onClick={onTakeOff}>
          {t(($) => $.tables.plan.takeOff)}
        </Button>
      </div>
    </section>
  );
}

function ShapeLabel({ icon: Icon, word }: { icon: typeof IconSquare; word: string }) {
  return (
    <span className="editor-shape">
      <Icon size={16} aria-hidden />
      {word}
    </span>
  );
}
