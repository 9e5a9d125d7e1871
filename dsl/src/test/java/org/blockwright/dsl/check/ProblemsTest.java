package org.blockwright.dsl.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.crop;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.leakyRelu;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.noise;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.rotate;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.translate;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Size;
import org.blockwright.dsl.layer.Subgraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every message, thrown by the call that is wrong. The messages of names, shapes, learning-rate
 * multipliers, tables and edits are asserted in the tests of these.
 */
class ProblemsTest {
  private static void fails(ThrowingCallable mistake, String message) {
    assertThatThrownBy(mistake).isInstanceOf(DescriptionException.class).hasMessage(message);
  }

  private static Network network(Block... blocks) {
    return Network.named("n").input(8, 8, 3).group("b", blocks);
  }

  @Test
  void rejectsNumbersBelowTheirMinimum() {
    fails(() -> conv(0, 3), "conv(...): filters must be at least 1, got 0.");
    fails(
        () -> conv(3, 0),
        "the height and width of a kernel, stride or dilation must be at least 1, got 0x0.");
    fails(() -> conv(4, 3).pad(-1), "pad(...): n must be at least 0, got -1.");
    fails(
        () -> depthwiseConv(3).multiplier(0),
        "depthwiseConv(...): multiplier must be at least 1, got 0.");
    fails(() -> dense(-2), "dense(...): units must be at least 1, got -2.");
    fails(() -> relu().times(0), "times(...): count must be at least 1, got 0.");
    fails(() -> zeroPad(0, -1), "zeroPad(...): n must be at least 0, got -1.");
  }

  @Test
  @Timeout(20)
  void rejectsTooManyRepetitions() {
    Block thousands = seq(identity().times(1000)).times(1000);
    String tooManyBlocks =
        "a network can have at most 10,000 blocks and layers. Use fewer repetitions.";

    fails(
        () -> relu().times(100_000_000),
        "times(...): count must be at most 10,000, got 100,000,000.");
    fails(() -> network(thousands), tooManyBlocks);
    fails(
        () -> network(conv(3, 1), seq(seq(relu().times(1000)).times(1000)).times(1000)),
        tooManyBlocks);
  }

  @Test
  void rejectsNetworkWithoutInput() {
    String message = "n needs an input. Add one, for instance input(224, 224, 3).";

    fails(() -> Network.named("n").inputs(), message);
    fails(() -> network(conv(4, 3)).inputs(List.of()), message);
  }

  @Test
  void rejectsHeadWithoutLayers() {
    String message =
        "n: the head has no layers. Add some, for instance head(globalAverage(), dense(n), softmax()), or omit the head.";

    fails(() -> network(conv(4, 3)).head(), message);
    fails(() -> network(conv(4, 3)).head(seq()), message);
  }

  @Test
  void rejectsTensorOfAnotherGraph() {
    String message =
        "a block takes \"in\" of another graph as input. Use only the inputs of the function that defines this graph, and tensors computed from them.";
    Network bare = Network.named("n").input(8, 8, 3);
    List<SymbolicTensor> other = new ArrayList<>();
    graph(
        in -> {
          other.add(in.then("x", relu()));
          return other.get(0);
        });

    fails(() -> graph(in -> in.add("sum", other.get(0))), message);
    fails(() -> bare.graph("g", in -> other.get(0).then("y", relu())), message);
    fails(() -> graph(out -> out.then("inner", graph(in -> in.add("sum", out)))), message);
    fails(
        () ->
            bare.subgraph(
                "g", in -> SymbolicTensors.of("o", in.get("input").add("sum", other.get(0)))),
        message);
  }

  @Test
  void rejectsFractionsOutsideTheirRange() {
    fails(() -> dropout(1), "dropout(...): rate must be in [0, 1), got 1.0.");
    fails(() -> batchNorm().momentum(1), "batchNorm(...): momentum must be in [0, 1), got 1.0.");
    fails(
        () -> batchNorm().momentum(Double.NaN),
        "batchNorm(...): momentum must be in [0, 1), got NaN.");
  }

  @Test
  void rejectsNonPositiveEpsilon() {
    String message = "batchNorm(...): epsilon must be positive and finite as a float, got 0.0.";

    fails(() -> batchNorm().epsilon(0), message);
    for (double epsilon : List.of(-1.0, 1e-300, 1e300, Double.POSITIVE_INFINITY, Double.NaN)) {
      fails(() -> batchNorm().epsilon(epsilon), message.replace("0.0", String.valueOf(epsilon)));
    }
  }

  @Test
  void rejectsNonPositiveLearningRate() {
    fails(() -> Optimizer.sgd(0), "the learning rate must be positive and finite, got 0.0.");
    fails(
        () -> Optimizer.adam(Double.NaN),
        "the learning rate must be positive and finite, got NaN.");
  }

  @Test
  void rejectsInvalidNames() {
    fails(
        () -> Network.named("my net"),
        "\"my net\" is not a valid name: use letters, digits, '_', '-' and '.'.");
    fails(
        () -> relu().named(""), "\"\" is not a valid name: use letters, digits, '_', '-' and '.'.");
  }

  @Test
  void rejectsShapeOfSizeZero() {
    fails(
        () -> Shape.of(0, 8, 3),
        "a shape needs a height, width and channels of at least 1, got 0x8x3.");
  }

  @Test
  void rejectsInvalidShapeText() {
    fails(
        () -> Shape.parse("8x8"),
        "\"8x8\" is not a valid shape: write height x width x channels, for instance 224x224x3, or a number of units.");
  }

  @Test
  void rejectsPreprocessingThatDividesByZero() {
    fails(
        () -> new Preprocessing("own", Preprocessing.Order.RGB, 1, List.of(1.0), List.of(1.0, 0.0)),
        "preprocessing \"own\": mean and std need one finite value for each channel (or one for all), and neither std nor scale can be 0, got mean [1.0], std [1.0, 0.0], scale 1.0.");
  }

  @Test
  void rejectsPreprocessingWithInvalidNumbers() {
    List<Double> one = List.of(1.0);
    List<Double> none = List.of();

    for (Runnable mistake :
        List.<Runnable>of(
            () -> customPreprocessing(1, List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0)),
            () -> customPreprocessing(1, none, one),
            () -> customPreprocessing(1, one, none),
            () -> customPreprocessing(1, List.of(Double.NaN), one),
            () -> customPreprocessing(1, one, List.of(Double.POSITIVE_INFINITY)),
            () -> customPreprocessing(1, one, List.of(-0.0)),
            () -> customPreprocessing(1, one, List.of(1e-300)),
            () -> customPreprocessing(Double.NaN, one, one),
            () -> customPreprocessing(1e300, one, one),
            () -> customPreprocessing(0, one, one))) {
      assertThatThrownBy(mistake::run)
          .isInstanceOf(DescriptionException.class)
          .hasMessageStartingWith(
              "preprocessing \"own\": mean and std need one finite value for each channel ");
    }
  }

  private static Preprocessing customPreprocessing(
      double scale, List<Double> mean, List<Double> std) {
    return new Preprocessing("own", Preprocessing.Order.RGB, scale, mean, std);
  }

  @Test
  void rejectsAugmentationOfAVector() {
    String message =
        "augmentation needs images (height x width x channels), got an input of 8 units. Remove the augmentation, or use an input of images.";
    Network units = Network.named("n").input(Shape.units(8));

    fails(() -> units.augment(flip(0.5, 0)), message);
    fails(() -> units.augment(randomCrop(1, 1)), message);
    fails(() -> units.augment(rotate(5)), message);
    fails(() -> units.augment(translate(0.1)), message);
    fails(() -> units.augment(noise(3)), message);
    fails(() -> units.input(Shape.of(8, 8, 3)).augment(rotate(5)).input(Shape.units(8)), message);
  }

  @Test
  void rejectsBranchesWithoutJoin() {
    fails(
        () -> branches(relu(), branch(relu()), identity()),
        "branches(...) need a layer that joins several inputs, add() or concat(), got \"relu\".");
  }

  @Test
  void rejectsJoinOfOneInput() {
    fails(
        () -> network(conv(4, 3), add()),
        "n: \"b/add\" joins several inputs, but has only one here. Use it in branches(...) or in a graph.");
  }

  @Test
  void rejectsSecondInputOfALayer() {
    Subgraph two =
        Subgraph.of(
            List.of(
                new Subgraph.Connection(relu().named("x"), List.of("in")),
                new Subgraph.Connection(relu().named("y"), List.of("x", "in"))),
            "y");

    fails(
        () -> network(two.named("g")),
        "n: \"b/g/y\" takes one input, got 2: \"b/g/x\", \"input\". Join them first, with add or concat.");
  }

  @Test
  void rejectsUnusedBlock() {
    fails(
        () ->
            Subgraph.of(
                List.of(
                    new Subgraph.Connection(relu().named("x"), List.of("in")),
                    new Subgraph.Connection(conv(4, 3).named("y"), List.of("in"))),
                "x"),
        "\"y\" is not used: no later block takes it as input, and it is not the output \"x\". Connect it, or remove it.");
  }

  @Test
  void rejectsBlockNamedLikeAnInputOfItsGraph() {
    fails(
        () ->
            Subgraph.of(List.of(new Subgraph.Connection(relu().named("in"), List.of("in"))), "in"),
        "the name \"in\" is used twice. Rename one of the two.");
  }

  @Test
  void rejectsVertexNamedLikeAnInput() {
    fails(
        () -> network(relu().named("input")),
        "n: \"b/input\" would be the vertex \"input\", which is an input. Rename it.");
  }

  @Test
  void rejectsPaddingAsLargeAsThePool() {
    fails(
        () -> maxPool(2).pad(2),
        "the padding of a pool must be smaller than its kernel of 2, got pad 2.");
  }

  @Test
  void rejectsSoftmaxOfAFeatureMap() {
    fails(
        () -> network(conv(4, 3), softmax()),
        "n: softmax in \"b/softmax\" needs a vector, got a feature map. Put globalAverage() or flatten() before it.");
    fails(
        () -> conv(4, 3).activation(Activation.SOFTMAX),
        "softmax in \"conv\" needs a vector, got a feature map. Put globalAverage() or flatten() before it.");
  }

  /** DL4J rejects it too if it is the output, but only when a model is created. */
  @Test
  void rejectsSoftmaxOfOneUnit() {
    String message =
        "n: softmax in \"b/%s\" has a single unit, so that its output is always 1. Use one unit per class, at least two.";
    fails(() -> network(globalAverage(), dense(1).softmax()), message.formatted("dense"));
    fails(
        () -> network(globalAverage(), dense(1), softmax()),
        "n: softmax in \"b/softmax\" has a single unit, so that its output is always 1. Use one unit per class, at least two.");
  }

  @Test
  void rejectsDuplicateLabels() {
    fails(
        () -> network(globalAverage(), dense(2)).labels("a", "a"),
        "n: duplicate label \"a\". Each output needs its own label.");
  }

  @Test
  void rejectsLabelCharactersThatFilesDoNotPreserve() {
    fails(
        () -> network(globalAverage(), dense(2)).labels("a", "b\u0085"),
        "n: a label contains the character U+0085, which YAML and JSON files do not preserve. Remove it.");
    fails(
        () -> network(globalAverage(), dense(2)).labels("a", "b\uD83D"),
        "n: a label contains the character U+D83D, which YAML and JSON files do not preserve. Remove it.");
  }

  @Test
  void rejectsVectorAsInputOfAFeatureMapLayer() {
    fails(
        () -> network(globalAverage(), conv(4, 3)),
        "n: \"b/conv\" needs a feature map (height x width x channels), got 3 units from \"b/pool\". Put it before flatten() or the global pool.");
    fails(
        () -> network(flatten(), globalAverage()),
        "n: \"b/pool\" needs a feature map (height x width x channels), got 192 units from \"b/flatten\". Put it before flatten() or the global pool.");
    fails(
        () -> network(flatten(), zeroPad(1)),
        "n: \"b/pad\" needs a feature map (height x width x channels), got 192 units from \"b/flatten\". Put it before flatten() or the global pool.");
  }

  @Test
  void rejectsConcatenationOfFeatureMapAndVector() {
    fails(
        () -> network(branches(concat(), branch(flatten()), identity())),
        "n: cannot concatenate at \"b/concat\": \"b/branch1/flatten\" outputs 192 but \"input\" outputs 8x8x3 (height and width must match).");
  }

  @Test
  void rejectsTooLargeArrays() {
    fails(
        () -> Network.named("n").input(50_000, 50_000, 3),
        "50000x50000x3 has 7,500,000,000 values, but an array can have at most 2,147,483,647. Choose a smaller size.");
    fails(
        () -> network(conv(3, 20_000_000, 20_000_000)),
        "n: kernel of 20000000x20000000x3x3 has 3,600,000,000,000,000 values, but an array can have at most 2,147,483,647. Choose a smaller size.");
    fails(
        () ->
            network(
                branches(
                    concat(),
                    branch(flatten(), dense(2_000_000_000 / 192)),
                    branch(flatten(), dense(7))),
                flatten(),
                dense(500)),
        "n: kernel of 10416673x500 has 5,208,336,500 values, but an array can have at most 2,147,483,647. Choose a smaller size.");
  }

  @Test
  void rejectsLargeSquareKernelsAsSwappedArguments() {
    fails(
        () -> conv(3, 64),
        "conv(3, 64): a kernel of 64x64 is larger than 31x31. The order of the arguments is conv(filters, kernel); larger kernels need conv(filters, height, width). Did you mean conv(64, 3)?");
    fails(
        () -> conv(64, 32),
        "conv(64, 32): a kernel of 32x32 is larger than 31x31. The order of the arguments is conv(filters, kernel); larger kernels need conv(filters, height, width).");
    fails(
        () -> separableConv(3, 64),
        "separableConv(3, 64): a kernel of 64x64 is larger than 31x31. The order of the arguments is separableConv(filters, kernel); larger kernels need SeparableConv.of(filters, size). Did you mean separableConv(64, 3)?");
    assertThat(conv(3, 31).kernel()).isEqualTo(Size.of(31));
    assertThat(conv(3, 64, 64).kernel()).isEqualTo(Size.of(64));
  }

  @Test
  void rejectsWindowLargerThanAnInt() {
    fails(
        () -> network(conv(3, 65_537, 65_537).valid().dilation(65_536)),
        "n: \"b/conv\" would shrink 8x8 to nothing (kernel 65537, stride 1).");
  }

  @Test
  void rejectsFiltersAndChannelsNotDivisibleByGroups() {
    fails(
        () -> conv(9, 3).groups(2),
        "\"conv\": 9 filters are not divisible by 2 groups. Choose a number of groups that divides the number of filters.");
    fails(
        () -> network(conv(4, 3).groups(2)),
        "n: \"b/conv\": 3 channels are not divisible by 2 groups. Choose a number of groups that divides the number of channels.");
  }

  @Test
  void rejectsInvalidScaleFactor() {
    String message = "scale(...): factor must be finite and not 0 as a float, got 0.0.";

    fails(() -> scale(0), message);
    for (double factor : List.of(1e300, 1e-300, Double.NEGATIVE_INFINITY, Double.NaN)) {
      fails(() -> scale(factor), message.replace("0.0", String.valueOf(factor)));
    }
  }

  @Test
  void rejectsInvalidSlope() {
    fails(
        () -> leakyRelu(Double.NaN), "leaky_relu(...): slope must be finite as a float, got NaN.");
    fails(() -> leakyRelu(-1e39), "leaky_relu(...): slope must be finite as a float, got -1.0E39.");
  }

  @Test
  void rejectsCropOfEverything() {
    fails(
        () -> network(crop(4, 4, 0, 0)),
        "n: \"b/crop\" would crop all of 8x8. Crop less, or use a larger input.");
  }

  @Test
  void rejectsBlockAfterTheHead() {
    fails(
        () -> network(conv(4, 3)).head(flatten(), dense(2)).block("late", relu()),
        "n already has a head. Add blocks before it.");
  }

  @Test
  void rejectsLabelsThatDoNotMatchTheLastLayer() {
    fails(
        () -> network(conv(4, 3)).head(flatten(), dense(2)).labels("a", "b", "c"),
        "n has 3 labels, but the shape of its output is 2. Set the units of its last dense layer to the number of labels.");
  }

  @Test
  void numbersSeveralProblems() {
    assertThat(Problems.combine("n", List.of("a.", "b.")))
        .isEqualTo("n has 2 problems:\n  1. a.\n  2. b.");
  }
}
