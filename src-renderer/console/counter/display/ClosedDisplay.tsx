import './display.css';

/** The customer's screen while nobody is signed in: the house's name, and nothing to sign in with. */
export function ClosedDisplay({ enterpriseName }: { enterpriseName: string }) {
  return (
    <section className="display">
      <div className="display-middle">
        <h1 className="display-house">{enterpriseName}</h1>
      </div>
    </section>
  );
}
