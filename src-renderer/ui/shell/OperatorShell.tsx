import { type ComponentType, type ReactNode, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { PageBoundary } from '../PageBoundary.tsx';
import { LostBanner } from './LostBanner.tsx';
import { Rail } from './Rail.tsx';
import { type RailRoom, waitingIn } from './rooms.ts';
import { UserMenu } from './UserMenu.tsx';

export interface OperatorRoom extends RailRoom {
  readonly page: ComponentType;
}

interface OperatorShellProps {
  /** What the window is called behind the open room's name. */
  readonly product: string;
  /** The rooms' own name, for who hears the screen. */
  readonly label: string;
  /** The rooms in their order; the first one opens first, a phone's bar shows the first ones. */
  readonly rooms: readonly OperatorRoom[];
  /** What it means that the server does not answer; undefined while it does. */
  readonly lost: string | undefined;
  readonly person: { readonly name: string; readonly panel: (close: () => void) => ReactNode };
}

/** An operator's program: the rail and the room that is open. */
export function OperatorShell({ product, label, rooms, lost, person }: OperatorShellProps) {
  const [path] = useLocation();
  const open = rooms.find((room) => path.startsWith(room.path));
  const waiting = waitingIn(rooms);
  const title = [open?.name, product].filter((part) => part !== undefined).join(' · ');
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  }, [title, waiting]);
  return (
    <div className="shell">
      <Rail
        label={label}
        rooms={rooms}
        foot={<UserMenu name={person.name}>{person.panel}</UserMenu>}
        more={person.panel}
      />
      <main className="shell-main">
        {lost !== undefined && <LostBanner>{lost}</LostBanner>}
        <div className="shell-room">
          <Switch>
            {rooms.map(({ path: to, page: Page }) => (
              <Route key={to} path={`${to}/*?`}>
                <PageBoundary>
                  <Page />
                </PageBoundary>
              </Route>
            ))}
            <Route>
              <Redirect to={rooms[0]?.path ?? '/'} replace />
            </Route>
          </Switch>
        </div>
      </main>
    </div>
  );
}
