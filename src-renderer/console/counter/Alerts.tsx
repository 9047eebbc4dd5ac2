import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSeconds } from '../../ui/time.ts';
import { playSound } from '../sounds.ts';
import { isCalling } from './alerting.ts';
import { useWaitingCalls, useWaitingOrders } from './waiting.ts';

/** Repeated until somebody acts. */
const repeatMs = 20_000;

/** Makes new orders and calls heard, in whatever room the person is, and counts them in the window's title. */
export function Alerts() {
  const { t } = useTranslation();
  const orders = useWaitingOrders();
  const calls = useWaitingCalls();
  const now = useSeconds();
  const heard = useRef(new Set<string>());
  const lastSound = useRef(0);

  const calling = orders.data?.filter((order) => isCalling(order, now)) ?? [];
  const orderIds = calling.map((order) => order.id).join();
  const callIds = (calls.data ?? []).map((call) => call.id).join();

  useEffect(() => {
    const ids = [...orderIds.split(','), ...callIds.split(',')].filter((id) => id !== '');
    const isNew = ids.some((id) => !heard.current.has(id));
    heard.current = new Set(ids);
    if (ids.length === 0 || (!isNew && now - lastSound.current < repeatMs)) return;
    lastSound.current = now;
    playSound(orderIds !== '' ? 'newOrder' : 'call');
  }, [orderIds, callIds, now]);

  const count = (orders.data?.length ?? 0) + (calls.data?.length ?? 0);
  const title = t(($) => $.common.product);
  const withCount = t(($) => $.counter.queue.documentTitle, { count, title });
  useEffect(() => {
    document.title = count > 0 ? withCount : title;
    return () => {
      document.title = title;
    };
  }, [count, title, withCount]);
  return null;
}
