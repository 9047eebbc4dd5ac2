import type { Drawing } from '#shared/printing/drawing.ts';
import { paperSize, type SheetGrid } from '#shared/printing/sheets.ts';

interface SheetPictureProps {
  readonly grid: SheetGrid;
  readonly drawings: readonly Drawing[];
  /** Address of the logo's picture. */
  readonly logo: string | undefined;
  readonly label: string;
}

/** A sheet as it will be printed: the same drawings as in the PDF, in the same millimetres. */
export function SheetPicture({ grid, drawings, logo, label }: SheetPictureProps) {
  const { width, height } = paperSize[grid.paper];
  return (
    <svg className="sheet-picture" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <rect width={width} height={height} fill="#ffffff" />
      {drawings.map((drawing) => (
        <Shape key={keyOf(drawing)} drawing={drawing} logo={logo} />
      ))}
    </svg>
  );
}

/** Drawings have no names; what they are and where they stand tells them apart. */
function keyOf(drawing: Drawing): string {
  if (drawing.kind === 'line') return `line ${drawing.x1} ${drawing.y1} ${drawing.x2} ${drawing.y2}`;
  return `${drawing.kind} ${drawing.x} ${drawing.y} ${drawing.kind === 'text' ? drawing.text : ''}`;
}

function Shape({ drawing, logo }: { drawing: Drawing; logo: string | undefined }) {
  switch (drawing.kind) {
    case 'rect':
      return <rect x={drawing.x} y={drawing.y} width={drawing.width} height={drawing.height} fill={drawing.colour} />;
    case 'disc':
      return <circle cx={drawing.x} cy={drawing.y} r={drawing.radius} fill={drawing.colour} />;
    case 'line':
      return (
        <line
          x1={drawing.x1}
          y1={drawing.y1}
          x2={drawing.x2}
          y2={drawing.y2}
          stroke={drawing.colour}
          strokeWidth={drawing.width}
        />
      );
    case 'path':
      return (
        <path
          d={drawing.path}
          fill={drawing.colour}
          fillRule="evenodd"
          transform={`translate(${drawing.x} ${drawing.y}) scale(${drawing.scale})`}
        />
      );
    case 'logo':
      return <image href={logo} x={drawing.x} y={drawing.y} width={drawing.width} height={drawing.height} />;
    case 'text':
      return (
        <text
          x={drawing.x}
          y={drawing.y}
          fontSize={drawing.size}
          fontWeight={drawing.bold ? 700 : 400}
          textAnchor={drawing.anchor}
          fill={drawing.colour}
        >
          {drawing.text}
        </text>
      );
  }
}
