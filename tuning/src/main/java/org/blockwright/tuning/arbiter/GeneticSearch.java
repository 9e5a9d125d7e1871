package org.blockwright.tuning.arbiter;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.random.RandomGenerator;
import org.blockwright.base.Seeds;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.PointSequence;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.TriedPoints;
import org.blockwright.tuning.Values;
import org.deeplearning4j.arbiter.optimize.generator.genetic.Chromosome;
import org.deeplearning4j.arbiter.optimize.generator.genetic.ChromosomeFactory;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.SinglePointCrossover;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.parentselection.RandomTwoParentSelection;
import org.deeplearning4j.arbiter.optimize.generator.genetic.exceptions.GeneticGenerationException;
import org.deeplearning4j.arbiter.optimize.generator.genetic.mutation.RandomMutationOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.population.PopulationModel;
import org.deeplearning4j.arbiter.optimize.generator.genetic.selection.GeneticSelectionOperator;

/**
 * Genetic search: crossover and mutation of the best trials, which are the population. It is built
 * from the trials again for each proposal, so that studies can be continued. The first trials, and
 * those for which no new point is found, are random.
 */
final class GeneticSearch implements Sampler.Search {
  private static final int POPULATION = 20;
  private static final double CROSSOVER_RATE = 0.85;
  private static final double MUTATION_RATE = 0.1;
  private static final int MAX_ATTEMPTS = 20;

  private final Space space;
  private final TriedPoints triedPoints;
  private final Metric metric;
  private final long seed;
  private final PointSequence random;

  GeneticSearch(Space space, Metric metric, long seed) {
    this.space = space;
    this.triedPoints = new TriedPoints(space);
    this.metric = metric;
    this.seed = seed;
    this.random = RandomSearch.start(space, seed);
  }

  @Override
  public OptionalLong total() {
    return random.total();
  }

  @Override
  public Optional<Values> propose(List<TrialRecord> trials) {
    List<TrialRecord> completed =
        trials.stream()
            .filter(t -> t.state() == TrialRecord.State.COMPLETE && t.value().isPresent())
            .filter(t -> Double.isFinite(t.value().getAsDouble()))
            .toList();
    if (completed.size() < POPULATION || space.parameters().isEmpty()) {
      return random.propose(trials);
    }
    Set<Values> tried = triedPoints.of(trials);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Values> child = breed(completed, Seeds.derive(seed, trials.size(), attempt));
      if (child.isPresent() && !tried.contains(child.get())) {
        return child;
      }
    }
    return random.propose(trials);
  }

  private Optional<Values> breed(List<TrialRecord> completed, long seedOfChild) {
    RandomGenerator generator = new MersenneTwister(seedOfChild);
    PopulationModel population = new PopulationModel.Builder().populationSize(POPULATION).build();
    population.initializeInstance(metric.direction() == Direction.MINIMIZE);
    ChromosomeFactory factory = new ChromosomeFactory();
    factory.initializeInstance(space.parameters().size());
    GeneticSelectionOperator operator =
        new GeneticSelectionOperator.Builder()
            .randomGenerator(generator)
            .crossoverOperator(
                new SinglePointCrossover.Builder()
                    .crossoverRate(CROSSOVER_RATE)
                    .randomGenerator(generator)
                    .parentSelection(new RandomTwoParentSelection(generator))
                    .build())
            .mutationOperator(
                new RandomMutationOperator.Builder()
                    .mutationRate(MUTATION_RATE)
                    .randomGenerator(generator)
                    .build())
            .build();
    operator.initializeInstance(population, factory);
    for (TrialRecord trial : completed) {
      population.add(new Chromosome(genes(trial), trial.value().getAsDouble()));
    }
    try {
      return Optional.of(space.at(operator.buildNextGenes()));
    } catch (GeneticGenerationException e) {
      return Optional.empty();
    }
  }

  private double[] genes(TrialRecord trial) {
    return space.parameters().stream()
        .mapToDouble(p -> gene(p, trial.values().asMap().get(p.name())))
        .toArray();
  }

  /** Returns the point of a value; the center for a parameter without one. */
  private static double gene(Parameter parameter, Object value) {
    return parameter.contains(value) ? parameter.unitOf(value) : 0.5;
  }
}
