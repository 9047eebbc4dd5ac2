import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const ways = ['router', 'win32', 'darwin', 'linux'] as const;

/** How an address is kept for good: in the router, or on this computer by its system. */
export function PinSteps({ origin, platform }: { origin: string; platform: string }) {
  const { t } = useTranslation();
  const address = new URL(origin).hostname;
  // This computer's own system comes first after the router.
  const own = ways.filter((way) => way === platform);
  const shown = ['router' as const, ...own, ...ways.filter((way) => way !== 'router' && way !== platform)];
  return (
    <Tabs defaultValue="router" my="sm">
      <Tabs.List>
        {shown.map((way) => (
          <Tabs.Tab key={way} value={way} mih={44}>
            {t(($) => $.stickers.pin[way])}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown.map((way) => (
        <Tabs.Panel key={way} value={way} pt="sm">
          <ol className="pin-steps">
            {t(($) => $.stickers.pin[`${way}Steps`], { address })
              .split('\n')
              .map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
          </ol>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
