package org.blockwright.tuning.arbiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.Values;

/** For every space and sampler, each value is in the range of its parameter. */
class ProposalsInRangeTest {
  @Property(tries = 300)
  void everyProposedValueIsInRange(@ForAll("spaces") Space space, @ForAll long seed) {
    List<Sampler> samplers =
        List.of(ArbiterSamplers.random(), ArbiterSamplers.grid(3), ArbiterSamplers.shuffledGrid(2));
    for (Sampler sampler : samplers) {
      var search = sampler.start(space, Metric.maximize("accuracy"), seed);
      for (int i = 0; i < 20; i++) {
        search.propose(List.of()).ifPresent(values -> assertInRange(space, values));
      }
    }
  }

  @Property
  void everyPointHasValueInRange(@ForAll("parameters") Parameter parameter, @ForAll double unit) {
    assertThat(parameter.contains(parameter.valueAt(unit))).isTrue();
  }

  private static void assertInRange(Space space, Values values) {
    assertThat(values.asMap().keySet())
        .containsExactlyElementsOf(space.parameters().stream().map(Parameter::name).toList());
    for (Parameter p : space.parameters()) {
      Object value = values.asMap().get(p.name());
      if (p instanceof IntegerParameter i) {
        assertThat((Integer) value).isBetween(i.low(), i.high());
      } else if (p instanceof RealParameter r) {
        assertThat((Double) value).isBetween(r.low(), r.high());
      } else if (p instanceof ChoiceParameter c) {
        assertThat(c.options()).contains((String) value);
      } else {
        assertThat(value).isInstanceOf(Boolean.class);
      }
    }
  }

  @Provide
  Arbitrary<Space> spaces() {
    return parameters()
        .list()
        .ofMaxSize(6)
        .map(
            list ->
                Space.of(
                    IntStream.range(0, list.size())
                        .mapToObj(i -> renamed(list.get(i), "p" + i))
                        .toList()));
  }

  @Provide
  Arbitrary<Parameter> parameters() {
    Arbitrary<Parameter> integers =
        Combinators.combine(Arbitraries.integers(), Arbitraries.integers())
            .as((a, b) -> new IntegerParameter("p", Math.min(a, b), Math.max(a, b)));
    Arbitrary<Double> any = Arbitraries.doubles();
    Arbitrary<Parameter> uniform =
        Combinators.combine(any, any)
            .as((a, b) -> RealParameter.uniform("p", Math.min(a, b), Math.max(a, b)));
    Arbitrary<Double> positive =
        Arbitraries.integers().between(-1000, 1000).map(exponent -> Math.scalb(1.1, exponent));
    Arbitrary<Parameter> logUniform =
        Combinators.combine(positive, positive)
            .as((a, b) -> RealParameter.logUniform("p", Math.min(a, b), Math.max(a, b)));
    Arbitrary<Parameter> choices =
        Arbitraries.strings()
            .alpha()
            .list()
            .uniqueElements()
            .ofMinSize(1)
            .ofMaxSize(6)
            .map(options -> new ChoiceParameter("p", options));
    return Arbitraries.oneOf(
        integers, uniform, logUniform, choices, Arbitraries.just(new BoolParameter("p")));
  }

  private static Parameter renamed(Parameter parameter, String name) {
    if (parameter instanceof IntegerParameter p) {
      return new IntegerParameter(name, p.low(), p.high());
    }
    if (parameter instanceof RealParameter p) {
      return new RealParameter(name, p.low(), p.high(), p.logUniform());
    }
    if (parameter instanceof ChoiceParameter p) {
      return new ChoiceParameter(name, p.options());
    }
    return new BoolParameter(name);
  }
}
