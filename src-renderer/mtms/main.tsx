import { startOperatorProgram } from '../ui/operatorProgram.tsx';
import './mtms.css';
import { createQueryClient } from './api.ts';
import { Entrance } from './Entrance.tsx';
import { messages } from './messages.ts';

startOperatorProgram({ base: '/mtms', messages, queryClient: createQueryClient(), entrance: <Entrance /> });
