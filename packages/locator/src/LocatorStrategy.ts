/**
 * How the difference between a safe and an unsafe answer is measured in a layer.
 * - `easyedit`: L2 distance of all states of the two answers without their prompt, padded on the left with EOS
 *   (EasyEdit, `SafetyEditor._locate_toxic_layer`). Depends on the answers' lengths.
 * - `last-token`: L2 distance of the states of the last token, the prompt in front.
 * - `mean-token`: L2 distance of the mean states over the answers' tokens, the prompt in front.
 * - `relative`: `mean-token` over the mean norm of the two mean states, since norms grow with depth.
 * - `mlp-output`: `relative` on what each layer's `downProj` puts out.
 *
 * `relative` and `mlp-output` choose among the layers 2 to L-2 only: their curves are flat and their ends are not.
 */
export const locatorStrategies = ['easyedit', 'last-token', 'mean-token', 'relative', 'mlp-output'] as const;

export type LocatorStrategy = (typeof locatorStrategies)[number];
