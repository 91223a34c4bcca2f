import type { CausalLM, DownProjTrainer, StepLosses, TrainingStep } from '@msafeedit/runtime';
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
    yield* takeSteps(trainer, settings, () =>
      trainer.step({
        ...optimizer(settings),
        pass,
        targets: target,
        constraint: { rows: constraintRows, baseLogProbs },
      }),
    );
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
    yield* takeSteps(trainer, settings, async (step) => {
      // before the first update the model is the one before
      const kl =
        step === 0 ? 0 : await trainer.divergence(constraintPass, { rows: constraint.rows, baseLogProbs });
      const losses = await trainer.step({
        ...optimizer(settings),
        pass: targetPass,
        targets: target,
        otherLoss: kl,
      });
      return { ...losses, kl };
    });
  } finally {
    for (const each of kept) each.dispose();
  }
}

/** What both modes tell the optimizer. */
const optimizer = ({
  klFactor,
  learningRate,
  weightDecay,
  stopBelow,
}: DinmSettings): Pick<TrainingStep, 'nllFactor' | 'learningRate' | 'weightDecay' | 'stopBelow'> => ({
  nllFactor: klFactor,
  learningRate,
  weightDecay,
  stopBelow,
});

/** Takes steps until there are enough of them or the total is low enough; that last one is recorded but changes nothing. */
async function* takeSteps(
  trainer: DownProjTrainer,
  { steps, klFactor, stopBelow, normConstraint }: DinmSettings,
  take: (step: number) => Promise<StepLosses>,
): AsyncGenerator<StepLoss> {
  for (let step = 0; step < steps; step++) {
    const { nll, kl, total } = await take(step);
    const stops = total < stopBelow;
    if (!stops && normConstraint !== false) trainer.clamp(normConstraint);
    yield { total, edit: klFactor * nll, constraint: kl };
    if (stops) return;
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
