import { startOperatorProgram } from '../ui/operatorProgram.tsx';
import { createQueryClient } from './api.ts';
import { Entrance } from './Entrance.tsx';
import { messages } from './messages.ts';

startOperatorProgram({ base: '/operator', messages, queryClient: createQueryClient(), entrance: <Entrance /> });
