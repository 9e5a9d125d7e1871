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
import static org.blockwright.dsl.Layers.leakyRelu;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.noise;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.rotate;
import static org.blockwright.dsl.Layers.scale;
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
import org.blockwright.dsl.layer.Subgraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each message where the mistake is made. Those of names, shapes, rates, tables and cuts are
 * asserted in the tests of these.
 */
class ProblemsTest {
  private static void fails(ThrowingCallable mistake, String message) {
    assertThatThrownBy(mistake).isInstanceOf(DescriptionException.class).hasMessage(message);
  }

  private static Network network(Block... pieces) {
    return Network.named("n").input(8, 8, 3).group("b", pieces);
  }

  @Test
  void aNumberIsBelowItsLeast() {
    fails(() -> conv(0, 3), "conv(...): filters must be at least 1, got 0.");
    fails(() -> conv(3, 0), "size(...): side must be at least 1, got 0.");
    fails(() -> conv(4, 3).pad(-1), "pad(...): n must be at least 0, got -1.");
    fails(
        () -> depthwiseConv(3).multiplier(0),
        "depthwise(...): multiplier must be at least 1, got 0.");
    fails(() -> dense(-2), "dense(...): units must be at least 1, got -2.");
    fails(() -> relu().times(0), "times(...): n must be at least 1, got 0.");
    fails(() -> zeroPad(0, -1), "zeroPad(...): n must be at least 0, got -1.");
  }

  @Test
  @Timeout(20)
  void aPieceIsRepeatedWithoutEnd() {
    Block thousands = seq(branch().times(1000)).times(1000);
    String parts = "a network is written out to 10,000 blocks and layers at most. Repeat less.";

    fails(
        () -> relu().times(100_000_000), "times(...): n must be at most 10,000, got 100,000,000.");
    fails(() -> network(thousands), parts);
    fails(() -> network(conv(3, 1), seq(seq(relu().times(1000)).times(1000)).times(1000)), parts);
  }

  @Test
  void aNetworkHasNoInput() {
    String message = "n needs an input. Give one, for instance input(224, 224, 3).";

    fails(() -> Network.named("n").inputs(), message);
    fails(() -> network(conv(4, 3)).inputs(List.of()), message);
  }

  @Test
  void aHeadHasNoLayers() {
    String message =
        "n: the head has no layers. Give it some, for instance head(globalAverage(), dense(n), softmax()), or leave it out.";

    fails(() -> network(conv(4, 3)).head(), message);
    fails(() -> network(conv(4, 3)).head(seq()), message);
  }

  @Test
  void aPlaceOfAnotherGraphIsWired() {
    String message =
        "what is wired here reads \"in\" of another graph. Begin at what this graph's function is given.";
    Network bare = Network.named("n").input(8, 8, 3);
    List<SymbolicTensor> kept = new ArrayList<>();
    graph(
        in -> {
          kept.add(in.then("x", relu()));
          return kept.get(0);
        });

    fails(() -> graph(in -> in.add("sum", kept.get(0))), message);
    fails(() -> bare.graph("g", in -> kept.get(0).then("y", relu())), message);
    fails(() -> graph(out -> out.then("inner", graph(in -> in.add("sum", out)))), message);
    fails(
        () ->
            bare.subgraph(
                "g", in -> SymbolicTensors.of("o", in.get("input").add("sum", kept.get(0)))),
        message);
  }

  @Test
  void aShareIsNone() {
    fails(() -> dropout(1), "dropout(...): rate must lie in [0, 1), got 1.0.");
    fails(() -> batchNorm().momentum(1), "batchNorm(...): momentum must lie in [0, 1), got 1.0.");
    fails(
        () -> batchNorm().momentum(Double.NaN),
        "batchNorm(...): momentum must lie in [0, 1), got NaN.");
  }

  @Test
  void aNumberIsNotPositive() {
    String message = "batchNorm(...): epsilon must be above 0 in a float and finite, got 0.0.";

    fails(() -> batchNorm().epsilon(0), message);
    for (double epsilon : List.of(-1.0, 1e-300, 1e300, Double.POSITIVE_INFINITY, Double.NaN)) {
      fails(() -> batchNorm().epsilon(epsilon), message.replace("0.0", String.valueOf(epsilon)));
    }
  }

  @Test
  void aLearningRateIsNotPositive() {
    fails(() -> Optimizer.sgd(0), "a learning rate must be above 0, got 0.0.");
    fails(() -> Optimizer.adam(Double.NaN), "a learning rate must be above 0, got NaN.");
  }

  @Test
  void aNameIsNone() {
    fails(
        () -> Network.named("my net"),
        "\"my net\" is no name. Use letters, digits, _, - and dots.");
    fails(() -> relu().named(""), "\"\" is no name. Use letters, digits, _, - and dots.");
  }

  @Test
  void aShapeHasNoSides() {
    fails(() -> Shape.of(0, 8, 3), "a shape needs sides and channels of at least 1, got 0x8x3.");
  }

  @Test
  void aTextIsNoShape() {
    fails(
        () -> Shape.parse("8x8"),
        "\"8x8\" is no shape. Write height x width x channels, for instance 224x224x3, or a number of units.");
  }

  @Test
  void aPreprocessingDividesByNothing() {
    fails(
        () -> new Preprocessing("own", Preprocessing.Order.RGB, 1, List.of(1.0), List.of(1.0, 0.0)),
        "preprocessing \"own\" needs finite numbers: a mean and a deviation for each channel (or one for all), and neither a deviation nor a scale of 0, got mean [1.0], std [1.0, 0.0], scale 1.0.");
  }

  @Test
  void aPreprocessingHasNoNumberForEachChannel() {
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
          .hasMessageStartingWith("preprocessing \"own\" needs finite numbers: ");
    }
  }

  private static Preprocessing customPreprocessing(
      double scale, List<Double> mean, List<Double> std) {
    return new Preprocessing("own", Preprocessing.Order.RGB, scale, mean, std);
  }

  @Test
  void augmentationIsDoneToAVector() {
    String message =
        "augmentation needs pictures (height x width x channels), got an input of 8 units. Leave augment out, or take an input with sides.";
    Network units = Network.named("n").input(Shape.units(8));

    fails(() -> units.augment(flip(0.5, 0)), message);
    fails(() -> units.augment(randomCrop(1, 1)), message);
    fails(() -> units.augment(rotate(5)), message);
    fails(() -> units.augment(translate(0.1)), message);
    fails(() -> units.augment(noise(3)), message);
    fails(() -> units.input(Shape.of(8, 8, 3)).augment(rotate(5)).input(Shape.units(8)), message);
  }

  @Test
  void branchesEndInNoJoin() {
    fails(
        () -> branches(relu(), branch(relu()), branch()),
        "branches(...) must end in a join that takes several inputs, add() or concat(); \"relu\" takes one.");
  }

  @Test
  void aJoinStandsWhereThereIsOneInput() {
    fails(
        () -> network(conv(4, 3), add()),
        "n: \"b/add\" joins several inputs, but stands where there is one. Put it into branches(...) or a graph.");
  }

  @Test
  void aLayerOfOneInputGetsTwo() {
    Subgraph two =
        Subgraph.of(
            List.of(
                new Subgraph.Connection(relu().named("x"), List.of("in")),
                new Subgraph.Connection(relu().named("y"), List.of("x", "in"))),
            "y");

    fails(
        () -> network(two.named("g")),
        "n: \"b/g/y\" takes one input, got 2: \"b/g/x\", \"input\". Join them first, with plus or concat.");
  }

  @Test
  void aPartOfAGraphLeadsNowhere() {
    fails(
        () ->
            Subgraph.of(
                List.of(
                    new Subgraph.Connection(relu().named("x"), List.of("in")),
                    new Subgraph.Connection(conv(4, 3).named("y"), List.of("in"))),
                "x"),
        "\"y\" is read by no part behind it and is not the output \"x\". Join it to the others, or leave it out.");
  }

  @Test
  void aPartOfAGraphIsCalledAsItsInput() {
    fails(
        () ->
            Subgraph.of(List.of(new Subgraph.Connection(relu().named("in"), List.of("in"))), "in"),
        "two parts are called \"in\"; give one of them another name.");
  }

  @Test
  void aLayerIsCalledAsTheInput() {
    fails(
        () -> network(relu().named("input")),
        "n: \"b/input\" would be the vertex \"input\", which is an input. Give it another name.");
  }

  @Test
  void aPoolIsPaddedByItsKernel() {
    fails(
        () -> maxPool(2).pad(2),
        "a pool with kernel 2 must be padded by less than its kernel, got pad 2.");
  }

  @Test
  void softmaxStandsOnAMap() {
    fails(
        () -> network(conv(4, 3), softmax()),
        "n: softmax in \"b/softmax\" needs a vector, got a map. Put globalAverage() or flatten() before it.");
    fails(
        () -> conv(4, 3).activation(Activation.SOFTMAX),
        "softmax in \"conv\" needs a vector, got a map. Put globalAverage() or flatten() before it.");
  }

  /** DL4J refuses it too, where it is the output, but only when a model is made. */
  @Test
  void softmaxStandsOnOneValue() {
    String message =
        "n: softmax in \"b/%s\" has one value, which it makes 1 whatever it is. Take sigmoid for a yes or no, or at least two units.";
    fails(() -> network(globalAverage(), dense(1).softmax()), message.formatted("dense"));
    fails(
        () -> network(globalAverage(), dense(1), softmax()),
        "n: softmax in \"b/softmax\" has one value, which it makes 1 whatever it is. Take sigmoid for a yes or no, or at least two units.");
  }

  @Test
  void twoLabelsAreTheSame() {
    fails(
        () -> network(globalAverage(), dense(2)).labels("a", "a"),
        "n: two labels are \"a\"; each output needs one of its own.");
  }

  @Test
  void aLabelHoldsWhatFilesDoNotKeep() {
    fails(
        () -> network(globalAverage(), dense(2)).labels("a", "b\u0085"),
        "n: a label holds U+0085, which no file keeps as it is. Leave it out.");
    fails(
        () -> network(globalAverage(), dense(2)).labels("a", "b\uD83D"),
        "n: a label holds U+D83D, which no file keeps as it is. Leave it out.");
  }

  @Test
  void aLayerOfMapsGetsAVector() {
    fails(
        () -> network(globalAverage(), conv(4, 3)),
        "n: \"b/conv\" needs a map (height x width x channels), got 3 units from \"b/pool\". Put it before flatten() or the global pool.");
    fails(
        () -> network(flatten(), globalAverage()),
        "n: \"b/pool\" needs a map (height x width x channels), got 192 units from \"b/flatten\". Put it before flatten() or the global pool.");
    fails(
        () -> network(flatten(), zeroPad(1)),
        "n: \"b/pad\" needs a map (height x width x channels), got 192 units from \"b/flatten\". Put it before flatten() or the global pool.");
  }

  @Test
  void aConcatenationOfAMapAndAVectorIsRefused() {
    fails(
        () -> network(branches(concat(), branch(flatten()), branch())),
        "n: cannot concatenate at \"b/concat\": \"b/arm1/flatten\" gives 192 but \"input\" gives 8x8x3 (height and width must match).");
  }

  @Test
  void anArrayIsTooLarge() {
    fails(
        () -> Network.named("n").input(50_000, 50_000, 3),
        "50000x50000x3 holds 7,500,000,000 numbers; an array takes 2,147,483,647 at most. Take less of it.");
    fails(
        () -> network(conv(3, 20_000_000)),
        "n: kernel of 20000000x20000000x3x3 holds 3,600,000,000,000,000 numbers; an array takes 2,147,483,647 at most. Take less of it.");
    fails(
        () ->
            network(
                branches(
                    concat(),
                    branch(flatten(), dense(2_000_000_000 / 192)),
                    branch(flatten(), dense(7))),
                flatten(),
                dense(500)),
        "n: kernel of 10416673x500 holds 5,208,336,500 numbers; an array takes 2,147,483,647 at most. Take less of it.");
  }

  @Test
  void aWindowIsWiderThanAnInt() {
    fails(
        () -> network(conv(3, 65_537).valid().dilation(65_536)),
        "n: \"b/conv\" would shrink 8x8 to nothing (kernel 65537, stride 1).");
  }

  @Test
  void filtersOrChannelsCannotBeSharedOutAmongGroups() {
    fails(
        () -> conv(9, 3).groups(2),
        "\"conv\": 9 filters cannot be shared out among 2 groups. Take a number of groups that divides them.");
    fails(
        () -> network(conv(4, 3).groups(2)),
        "n: \"b/conv\": 3 channels cannot be shared out among 2 groups. Take a number of groups that divides them.");
  }

  @Test
  void aFactorIsNone() {
    String message =
        "scale(...): the factor must be a number other than 0 that a float can hold, got 0.0.";

    fails(() -> scale(0), message);
    for (double factor : List.of(1e300, 1e-300, Double.NEGATIVE_INFINITY, Double.NaN)) {
      fails(() -> scale(factor), message.replace("0.0", String.valueOf(factor)));
    }
  }

  @Test
  void aSlopeIsNone() {
    fails(
        () -> leakyRelu(Double.NaN),
        "leaky_relu(...): slope must be a number that a float can hold, got NaN.");
    fails(
        () -> leakyRelu(-1e39),
        "leaky_relu(...): slope must be a number that a float can hold, got -1.0E39.");
  }

  @Test
  void aCropLeavesNothing() {
    fails(
        () -> network(crop(4, 4, 0, 0)),
        "n: \"b/crop\" would crop all of 8x8 away. Crop less, or take a larger input.");
  }

  @Test
  void aBlockFollowsTheHead() {
    fails(
        () -> network(conv(4, 3)).head(flatten(), dense(2)).block("late", relu()),
        "n has its head already; blocks come before it.");
  }

  @Test
  void labelsDoNotFitTheLastLayer() {
    fails(
        () -> network(conv(4, 3)).head(flatten(), dense(2)).labels("a", "b", "c"),
        "n has 3 labels but its last layer gives 2. Size its last dense layer to the labels.");
  }

  @Test
  void severalProblemsAreNumbered() {
    assertThat(Problems.combine("n", List.of("a.", "b.")))
        .isEqualTo("n has 2 problems:\n  1. a.\n  2. b.");
  }
}
