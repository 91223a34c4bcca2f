import type { CausalLM, DownProjTrainer } from '@msafeedit/runtime';
import type { StepLoss } from './DinmOptions.js';
import type { DinmSettings } from './DinmSettings.js';
import type { EditRequest } from './EditRequest.js';
import { easyeditObjectives, paperObjectives } from './objectives.js';

/** Steps as the method is described: both sequences in one pass, the KL term with its gradient. */
export async function* trainPaper(
  model: CausalLM,
  trainer: DownProjTrainer,
  request: EditRequest,
  settings: DinmSettings,
): AsyncGenerator<StepLoss> {
  const { target, constraint } = paperObjectives(model, request, settings);
  const kept: EngineValue[] = [];
  try {
    const pass = keep(kept, trainer.cache([target.ids, constraint.ids]));
    const constraintRows = constraint.rows.map((row) => row + pass.starts[1]!);
    const baseLogProbs = keep(kept, trainer.logProbs(pass, constraintRows));
    for (let step = 0; step < settings.steps; step++) {
      const { nll, kl, total } = await trainer.step({
        pass,
        targets: target,
        constraint: { rows: constraintRows, baseLogProbs },
        nllFactor: settings.klFactor,
        learningRate: settings.learningRate,
        weightDecay: settings.weightDecay,
        stopBelow: settings.stopBelow,
      });
      const stops = total < settings.stopBelow;
      if (!stops) clamp(trainer, settings);
      yield { total, edit: settings.klFactor * nll, constraint: kl };
      if (stops) return;
    }
  } finally {
    for (const each of kept) each.dispose();
  }
}

/** Steps as EasyEdit takes them: the KL term counts in the total but has no gradient, so it is computed apart. */
export async function* trainEasyedit(
  model: CausalLM,
  trainer: DownProjTrainer,
  request: EditRequest,
  settings: DinmSettings,
): AsyncGenerator<StepLoss> {
  const { target, constraint } = easyeditObjectives(model, request, settings);
  const kept: EngineValue[] = [];
  try {
    const targetPass = keep(kept, trainer.cache([target.ids]));
    const constraintPass = keep(kept, trainer.cache([constraint.ids]));
    const baseLogProbs = keep(kept, trainer.logProbs(constraintPass, constraint.rows));
    for (let step = 0; step < settings.steps; step++) {
      // before the first update the model is the one before
      const kl =
        step === 0 ? 0 : await trainer.divergence(constraintPass, { rows: constraint.rows, baseLogProbs });
      const { nll, total } = await trainer.step({
        pass: targetPass,
        targets: target,
        nllFactor: settings.klFactor,
        otherLoss: kl,
        learningRate: settings.learningRate,
        weightDecay: settings.weightDecay,
        stopBelow: settings.stopBelow,
      });
      const stops = total < settings.stopBelow;
      if (!stops) clamp(trainer, settings);
      yield { total, edit: settings.klFactor * nll, constraint: kl };
      if (stops) return;
    }
  } finally {
    for (const each of kept) each.dispose();
  }
}

/** What lives in the engine until it is disposed of. */
interface EngineValue {
  dispose(): void;
}

function keep<Value extends EngineValue>(kept: EngineValue[], value: Value): Value {
  kept.push(value);
  return value;
}

function clamp(trainer: DownProjTrainer, { normConstraint }: DinmSettings): void {
  if (normConstraint !== false) trainer.clamp(normConstraint);
}
