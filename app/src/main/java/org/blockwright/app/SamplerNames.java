package org.blockwright.app;

import com.google.common.collect.ImmutableMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.blockwright.tuning.samplers.Samplers;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of {@code --sampler}. */
final class SamplerNames implements Iterable<String> {
  /** The default. */
  static final String RANDOM = "random";

  private static final Map<String, Supplier<Sampler>> BY_NAME =
      ImmutableMap.of(
          RANDOM,
          ArbiterSamplers::random,
          "sobol",
          Samplers::sobol,
          "tpe",
          Samplers::tpe,
          "cma-es",
          Samplers::cmaEs,
          "genetic",
          ArbiterSamplers::genetic);

  @Override
  public Iterator<String> iterator() {
    return BY_NAME.keySet().iterator();
  }

  /** Returns a sampler; random search for a name of another program. */
  static Sampler sampler(String name) {
    return BY_NAME.getOrDefault(name, ArbiterSamplers::random).get();
  }

  /** Accepts the names. */
  static final class Known implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!BY_NAME.containsKey(text)) {
        throw new TypeConversionException(AppProblems.unknownName(text, BY_NAME.keySet()));
      }
      return text;
    }
  }
}
