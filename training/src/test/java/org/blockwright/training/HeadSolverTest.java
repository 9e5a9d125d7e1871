package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.blockwright.base.DivergenceException;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.engine.ParameterKey;
import org.blockwright.engine.TrainingSpec;
import org.blockwright.engine.loss.BinaryCrossEntropy;
import org.blockwright.engine.loss.CategoricalCrossEntropy;
import org.blockwright.engine.loss.LossFunction;
import org.blockwright.engine.loss.OutputLoss;
import org.blockwright.engine.optimizer.Adam;
import org.blockwright.inference.Feed;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Heads of one dense layer have the weights of scikit-learn's {@code LogisticRegression}. */
class HeadSolverTest {
  private static final int FEATURES = 4;
  private static final double WEIGHT_DECAY = 0.02;
  private static final ImmutableDoubleArray EQUAL = ImmutableDoubleArray.of();

  /** An image of the golden file. */
  private record Example(int label, double weight, float[] features) {}

  /** Batches of the examples, without images. */
  private static final class ExampleFeed implements Feed {
    private final List<Example> examples;
    private final int units;
    private final boolean weighted;
    private int position;
    private int batch;
    private int epochs;

    ExampleFeed(List<Example> examples, int units, boolean weighted) {
      this.examples = examples;
      this.units = units;
      this.weighted = weighted;
    }

    @Override
    public void startEpoch(int number) {
      position = 0;
      epochs++;
    }

    @Override
    public void startEpoch(int number, int first, List<SkippedFile> undecodable) {
      startEpoch(number);
      position = first;
    }

    @Override
    public boolean hasNext() {
      return position < examples.size();
    }

    @Override
    public MultiDataSet next() {
      batch = Math.min(7, examples.size() - position);
      float[][] features = new float[batch][];
      float[][] targets = new float[batch][units];
      for (int i = 0; i < batch; i++) {
        Example example = examples.get(position + i);
        features[i] = example.features();
        if (units == 1) {
          targets[i][0] = example.label() == 0 ? 1 : 0;
        } else {
          targets[i][example.label()] = 1;
        }
      }
      position += batch;
      return new MultiDataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(targets));
    }

    @Override
    public List<Sample> samples() {
      return IntStream.range(position - batch, position)
          .mapToObj(
              i ->
                  new Sample(ImageSource.of(Path.of("image")), "image", 0, "image", "")
                      .withWeight(weighted ? examples.get(i).weight() : 1))
          .toList();
    }

    @Override
    public int size() {
      return examples.size();
    }

    @Override
    public Duration waitTime() {
      return Duration.ZERO;
    }

    @Override
    public List<SkippedFile> skipped() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static List<String[]> golden() {
    try (var in = HeadSolverTest.class.getResourceAsStream("/heads/golden.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(","))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (String[] row : golden()) {
      if (row[0].equals("example")) {
        float[] features = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
          features[i] = Float.parseFloat(row[3 + i]);
        }
        examples.add(new Example(Integer.parseInt(row[1]), Double.parseDouble(row[2]), features));
      }
    }
    return examples;
  }

  private static double[] expected(String name) {
    String[] row = golden().stream().filter(r -> r[0].equals(name)).findFirst().orElseThrow();
    return Arrays.stream(row).skip(1).mapToDouble(Double::parseDouble).toArray();
  }

  private static ComputationGraph graph(int units) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                    "head",
                    new DenseLayer.Builder()
                        .nIn(FEATURES)
                        .nOut(units)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "in")
                .setOutputs("head")
                .setInputTypes(InputType.feedForward(FEATURES))
                .build());
    graph.init();
    return graph;
  }

  private static HeadSolver solver(Feed feed, LossFunction loss, int units, long maxBytes) {
    TrainingSpec spec =
        TrainingSpec.of(new Adam(0.001))
            .withLosses(Map.of("head", OutputLoss.of(loss)))
            .withL2(Map.of(new ParameterKey("head", "W"), WEIGHT_DECAY));
    return new HeadSolver(feed, spec, "head", "head", FEATURES, units, maxBytes, () -> false);
  }

  /** Returns the kernel and the bias of each unit. */
  private static double[] byUnit(ComputationGraph graph, int units) {
    INDArray kernel = graph.getLayer("head").getParam("W");
    INDArray bias = graph.getLayer("head").getParam("b");
    double[] values = new double[units * (FEATURES + 1)];
    for (int unit = 0; unit < units; unit++) {
      for (int i = 0; i < FEATURES; i++) {
        values[unit * (FEATURES + 1) + i] = kernel.getDouble(i, unit);
      }
      values[unit * (FEATURES + 1) + FEATURES] = bias.getDouble(unit);
    }
    return values;
  }

  private static double[] solve(LossFunction loss, int units, boolean weighted, long maxBytes) {
    ComputationGraph graph = graph(units);
    HeadSolver.Solution solution =
        solver(new ExampleFeed(examples(), units, weighted), loss, units, maxBytes)
            .solve(graph, "head");
    assertThat(solution.converged()).isTrue();
    return byUnit(graph, units);
  }

  /** The weights in the graph are float. */
  private static void assertEqual(double[] actual, String name) {
    assertThat(actual).containsExactly(expected(name), within(2e-6));
  }

  @Test
  void softmaxHasTheWeightsOfMultinomialRegression() {
    assertEqual(solve(new CategoricalCrossEntropy(), 3, false, Long.MAX_VALUE), "softmax");
  }

  @Test
  void weightsOfImagesMultiplyTheirLosses() {
    assertEqual(
        solve(new CategoricalCrossEntropy(), 3, true, Long.MAX_VALUE), "softmax image weights");
  }

  @Test
  void weightsOfClassesMultiplyTheirLosses() {
    assertEqual(
        solve(
            new CategoricalCrossEntropy(0, ImmutableDoubleArray.of(1, 2, 4)),
            3,
            false,
            Long.MAX_VALUE),
        "softmax class weights 1 2 4");
  }

  @Test
  void labelSmoothingIsPartOfTheLoss() {
    assertEqual(
        solve(new CategoricalCrossEntropy(0.1, EQUAL), 3, false, Long.MAX_VALUE),
        "softmax label smoothing 0.1");
    assertEqual(
        solve(new BinaryCrossEntropy(0.1, EQUAL), 1, false, Long.MAX_VALUE),
        "sigmoid label smoothing 0.1");
  }

  @Test
  void sigmoidHasTheWeightsOfBinaryRegression() {
    assertEqual(solve(new BinaryCrossEntropy(), 1, false, Long.MAX_VALUE), "sigmoid");
  }

  @Test
  void memoryForFeaturesChangesNothing() {
    double[] inMemory = solve(new CategoricalCrossEntropy(), 3, true, Long.MAX_VALUE);
    assertThat(solve(new CategoricalCrossEntropy(), 3, true, 0)).isEqualTo(inMemory);
  }

  @ParameterizedTest
  @CsvSource({"1000000, true", "959, false"})
  void featuresAreReadOnceIfThereIsRoomForThem(long maxBytes, boolean once) {
    // 60 examples of 4 floats need 960 bytes.
    ExampleFeed feed = new ExampleFeed(examples(), 3, false);

    HeadSolver.Solution solution =
        solver(feed, new CategoricalCrossEntropy(), 3, maxBytes).solve(graph(3), "head");

    assertThat(feed.epochs).isEqualTo(once ? 1 : solution.evaluations());
  }

  @Test
  void featuresThatAreNotNumbersAreAnError() {
    List<Example> examples = examples();
    examples.get(11).features()[2] = Float.NaN;

    assertThatThrownBy(
            () ->
                solver(
                        new ExampleFeed(examples, 3, false),
                        new CategoricalCrossEntropy(),
                        3,
                        Long.MAX_VALUE)
                    .solve(graph(3), "head"))
        .isInstanceOf(DivergenceException.class)
        .hasMessage(
            "the loss of \"head\" became NaN or infinite. Check the images and the preprocessing.");
  }

  @Test
  void stopEndsTheTrainingWithoutModel() {
    TrainingSpec spec =
        TrainingSpec.of(new Adam(0.001))
            .withLosses(Map.of("head", OutputLoss.of(new CategoricalCrossEntropy())));
    HeadSolver solver =
        new HeadSolver(
            new ExampleFeed(examples(), 3, false),
            spec,
            "head",
            "head",
            FEATURES,
            3,
            Long.MAX_VALUE,
            () -> true);

    assertThatThrownBy(() -> solver.solve(graph(3), "head"))
        .isInstanceOf(TrainingException.class)
        .hasMessage("stopped before the head was solved: the model keeps its weights.");
  }

  @Test
  void reportsHowItConverged() {
    assertThat(TrainingProblems.solved(new HeadSolver.Solution(0.5, 87, 1e-9)))
        .isEqualTo("L-BFGS converged after 87 evaluations of the loss");
    assertThat(TrainingProblems.solved(new HeadSolver.Solution(0.5, 1200, 2e-5)))
        .isEqualTo(
            "L-BFGS ended after 1200 evaluations of the loss with a largest derivative of 2.0e-05:"
                + " the weights may not be those of the minimum. A larger weight decay converges"
                + " faster.");
  }
}
