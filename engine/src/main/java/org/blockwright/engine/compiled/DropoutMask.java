package org.blockwright.engine.compiled;

import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Random factors of a dropout: 0, or the reciprocal of the probability of keeping a value.
 *
 * @param name name of the vertex
 * @param keep the probability of keeping a value
 */
record DropoutMask(String name, double keep, Tensor tensor) {
  /** Writes the mask of a pass, which depends on the key and the name of the vertex only. */
  void write(DropoutKey key) {
    SplitMix64 random = Seeds.random("dropout", key.seed(), key.step(), key.batch(), name);
    float[] values = new float[(int) (tensor.buffer().bytes() / Float.BYTES)];
    float factor = (float) (1 / keep);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble() < keep ? factor : 0;
    }
    new FloatPointer(tensor.buffer().address()).put(values, 0, values.length);
  }
}
