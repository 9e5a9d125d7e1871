package org.blockwright.tuning.samplers;

import java.util.stream.DoubleStream;
import org.blockwright.base.SplitMix64;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.PointSequence;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.hipparchus.random.SobolSequenceGenerator;

/** See {@link Samplers#sobol}. */
record SobolSampler() implements Sampler {
  @Override
  public String name() {
    return "sobol";
  }

  @Override
  public Search start(Space space, Metric metric, long seed) {
    int axes = space.parameters().size();
    if (axes == 0) {
      return new PointSequence(space, seed, () -> space.at(new double[0]));
    }
    SobolSequenceGenerator generator = new SobolSequenceGenerator(axes);
    SplitMix64 random = new SplitMix64(seed);
    double[] shift = DoubleStream.generate(random::nextDouble).limit(axes).toArray();
    return new PointSequence(
        space,
        seed,
        () -> {
          double[] point = generator.nextVector();
          for (int i = 0; i < axes; i++) {
            point[i] = (point[i] + shift[i]) % 1;
          }
          return space.at(point);
        });
  }
}
