import { describeCrmContract } from '../contract.ts';
import { startHarness } from './harness.ts';

describeCrmContract('bitrix24', startHarness);
