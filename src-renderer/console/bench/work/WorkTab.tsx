import { Button } from '@mantine/core';
import { IconPlugOff } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchOperation } from '#shared/bench/collection.ts';
import type { BenchView } from '#shared/bench/views.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { noticeInfo } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { batchFieldId } from '../batch/BatchField.tsx';
import { BatchPanel } from '../batch/BatchPanel.tsx';
import { waitsInBatch } from '../batch/progress.ts';
import { ApproveSheet } from './ApproveSheet.tsx';
import { FrontCard } from './FrontCard.tsx';
import { MtmsBanner } from './MtmsBanner.tsx';
import { OtherCustomerSheet } from './OtherCustomerSheet.tsx';
import { Overview } from './Overview.tsx';
import { PortTile } from './PortTile.tsx';
import { canCollect, stationsOf } from './steps.ts';
import { useCollection } from './useCollection.ts';
import { useFront } from './useFront.ts';
import { useWorkKeys } from './useWorkKeys.ts';
import { Waiting } from './Waiting.tsx';
import './work.css';

interface WorkTabProps {
  readonly view: BenchView;
  /** Shows where the bench is connected, and lines are added. */
  readonly onSettings: () => void;
}

/** The bench at work: the ports, the card in front, the order. */
export function WorkTab({ view, onSettings }: WorkTabProps) {
  const { t } = useTranslation();
  const may = useMay();
  const { collection } = view;
  const { mtms, batch, cards } = collection;
  const stations = useMemo(() => stationsOf(view.ports, cards), [view.ports, cards]);
  const { front, now } = useFront(stations);
  const acts = useCollection(front);
  const [sheet, setSheet] = useState<{ kind: 'other' | 'approve'; operation: BenchOperation } | null>(null);
  const [changing, setChanging] = useState(false);
  const middle = useRef<HTMLDivElement>(null);
  const ready = stations.filter((station) => station.card === undefined && canCollect(station));
  const ofBatch = ready.filter(({ port }) => waitsInBatch(batch, port.terminal?.serial ?? ''));
  const mayCollect = may('terminal_key', 'create') && (mtms.state === 'ready' || mtms.state === 'away');
  const reached = mtms.state === 'ready';
  // A single terminal needs no choosing.
  const shown = stations.find(({ port }) => port.id === now.port) ?? (stations.length === 1 ? stations[0] : undefined);
  const choose = (number: number) => {
    const station = stations[number - 1];
    if (!station) return;
    front.choose(station.port.id);
    // The keys are the card's from now on, not the button's that was pressed.
    middle.current?.focus({ preventScroll: true });
  };
  const open = (kind: 'other' | 'approve') => {
    const operation = shown?.card?.operation;
    if (operation) setSheet({ kind, operation });
  };
  const close = () => {
    setSheet(null);
    front.rearm();
  };
  const main = () => {
    if (!shown || !now.armed || now.answered) return;
    const { card } = shown;
    if (card?.step === 'approve') open('approve');
    else if (!mayCollect) return;
    else if (card?.step === 'confirm') acts.confirm(card);
    else if (card === undefined || card.step === 'failed') acts.collect(shown);
  };
  const collect = () => {
    const target = shown ?? (ready.length === 1 ? ready[0] : undefined);
    if (!target || !mayCollect) return;
    // What is done was just done: a second press must not make a second key.
    if (target.card?.step === 'done' && !now.armed) return;
    front.choose(target.port.id);
    acts.collect(target);
  };
  const away = () => {
    const card = shown?.card;
    // An approval is called off by its button only: a key is lost with it.
    if (!card || !mayCollect || card.step === 'approve') front.choose(null);
    else if (now.armed && ['confirm', 'done', 'failed'].includes(card.step)) acts.putAway(card.port);
  };
  const scanned = (text: string) => {
    const found = stations.find(({ port, card }) => (card?.serial ?? port.terminal?.serial) === text);
    if (found) choose(found.number);
    else noticeInfo(t(($) => $.collect.card.scanUnknown, { text }));
  };
  useWorkKeys({
    choose,
    main,
    collect,
    collectAll: () => mayCollect && acts.collectAll(ofBatch),
    other: () => now.armed && shown?.card?.step === 'confirm' && may('terminal_key', 'assign') && open('other'),
    order: () => {
      setChanging(true);
      document.getElementById(batchFieldId)?.focus();
    },
    away,
    scanned,
  });
  // A card that went took the focus with it.
  useEffect(() => {
    if (document.activeElement === document.body && now.port !== null) middle.current?.focus({ preventScroll: true });
  }, [now.port]);
  return (
    <div className="bench-work">
      <MtmsBanner mtms={mtms} queue={collection.queue} />
      <div className="bench-desk" data-bare={mtms.state === 'none' || undefined}>
        <section className="bench-side" aria-label={t(($) => $.bench.ports)}>
          <ul className="bench-tiles" data-many={stations.length > 8 || undefined}>
            {stations.map((station) => (
              <PortTile
                key={station.port.id}
                station={station}
                isFront={station === shown}
                onChoose={() => choose(station.number)}
              />
            ))}
          </ul>
        </section>
        <div className="bench-middle" ref={middle} tabIndex={-1}>
          {mtms.state === 'none' && (
            <section className="bench-card" data-state="done" aria-label={t(($) => $.collect.mtms.none)}>
              <Empty
                icon={IconPlugOff}
                title={t(($) => $.collect.mtms.none)}
                detail={t(($) => $.collect.mtms.noneDetail)}
              >
                <Button size="lg" mt="sm" onClick={onSettings}>
                  {t(($) => $.collect.mtms.connect)}
                </Button>
              </Empty>
            </section>
          )}
          {mtms.state !== 'none' && !shown && (
            <Overview
              ready={ready.length}
              ofBatch={ofBatch.length}
              mayCollect={mayCollect}
              onCollectAll={() => acts.collectAll(ofBatch)}
            />
          )}
          {mtms.state !== 'none' && shown && (
            <FrontCard
              key={shown.port.id}
              station={shown}
              now={now}
              acts={acts}
              batch={batch?.batch ?? null}
              inBatch={batch?.terminals.some(({ serial }) => serial === shown.port.terminal?.serial) ?? false}
              reached={reached}
              mayCollect={mayCollect}
              onOther={() => open('other')}
              onApprove={() => open('approve')}
            />
          )}
          <Waiting stations={stations} waiting={now.waiting} onChoose={choose} />
          {!may('terminal_key', 'create') && <p className="hint">{t(($) => $.collect.card.mayOnlyRead)}</p>}
        </div>
        {mtms.state !== 'none' && (
          <BatchPanel
            collection={collection}
            stations={stations}
            ofBatch={ofBatch}
            acts={acts}
            mayStart={mayCollect}
            changing={changing}
            onChanging={setChanging}
          />
        )}
      </div>
      {sheet?.kind === 'other' && <OtherCustomerSheet operation={sheet.operation} reached={reached} onClose={close} />}
      {sheet?.kind === 'approve' && <ApproveSheet operation={sheet.operation} onClose={close} />}
    </div>
  );
}
