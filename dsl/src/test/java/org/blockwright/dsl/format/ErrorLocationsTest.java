package org.blockwright.dsl.format;

import static org.blockwright.dsl.format.NetworkFormatTest.fails;

import org.junit.jupiter.api.Test;

/** Errors have the location in the file at which the cause is. */
class ErrorLocationsTest {

  @Test
  void locatesBlockNamedHead() {
    String block =
        "name: n\ninput: 8x8x3\nblocks:\n  - {name: head, conv: {kernel: 3, filters: 9}}\n";
    String message =
        "a.yaml:4:12: n: the name \"head\" is reserved for the head. Use head(...), or choose another name.";

    fails(block + "head:\n  - globalAverage: {}\n", message);
    fails(block, message);
  }

  @Test
  void locatesNameInputAndAugmentationStep() {
    fails(
        "name: a b\ninput: 8x8x3\nblocks: []\n",
        "a.yaml:1:7: \"a b\" is not a valid name: use letters, digits, '_', '-' and '.'.");
    fails(
        "name: a\ninput: 8x8\nblocks: []\n",
        "a.yaml:2:8: \"8x8\" is not a valid shape: write height x width x channels, for instance 224x224x3, or a number of units.");
    fails(
        "name: a\ninputs:\n  fine: {shape: 8x0x3}\nblocks: []\n",
        "a.yaml:3:17: a shape needs a height, width and channels of at least 1, got 8x0x3.");
    fails(
        "name: a\ninput: 8x8x3\naugment: [{noise: 3}, {randomCrop: 9}]\nblocks: []\n",
        "a.yaml:3:23: randomCrop(9, 9) needs images of at least this size, got 8x8x3. Use a larger input or a smaller crop.");
    fails(
        "name: a\ninput: 8x8x3\naugment: [{noise: 3}, {rotate: 200}]\nblocks: []\n",
        "a.yaml:3:32: rotate(...): degrees must be in [0, 180], got 200.0.");
  }

  @Test
  void locatesNumberThatIsNotAFloat() {
    String before = "name: a\ninput: 8x8x3\nblocks:\n";

    fails(
        before + "  - activation: {leaky_relu: .nan}\n",
        "a.yaml:4:30: expected a number, got \".nan\".");
    fails(
        before + "  - activation: {leaky_relu: NaN}\n",
        "a.yaml:4:17: leaky_relu(...): slope must be finite as a float, got NaN.");
    fails(
        before + "  - batchNorm: {epsilon: 1e300}\n",
        "a.yaml:4:16: batchNorm(...): epsilon must be positive and finite as a float, got 1.0E300.");
    fails(
        before + "  - scale: 1e300\n",
        "a.yaml:4:12: scale(...): factor must be finite and not 0 as a float, got 1.0E300.");
    fails(
        "name: a\ninput: 8x8x3\npreprocessing: {name: custom, order: RGB, scale: 1, mean: [1, 2, 3], std: [1, 2]}\nblocks: []\n",
        "a.yaml:3:16: preprocessing \"custom\": mean and std need one finite value for each channel (or one for all), and neither std nor scale can be 0, got mean [1.0, 2.0, 3.0], std [1.0, 2.0], scale 1.0.");
    fails(
        "name: a\ninput: 8\naugment: [{rotate: 3}]\nblocks: []\n",
        "a.yaml:3:11: augmentation needs images (height x width x channels), got an input of 8 units. Remove the augmentation, or use an input of images.");
  }

  @Test
  void locatesTooManyRepetitions() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {activation: relu, times: 100000000}\n",
        "a.yaml:4:31: times(...): count must be at most 10,000, got 100,000,000.");
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {flatten: {}}\n  - {seq: [{activation: relu, times: 1000}], times: 1000}\n",
        "a.yaml:5:5: a network can have at most 10,000 blocks and layers. Use fewer repetitions.");
  }

  @Test
  void locatesEmptyHead() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {flatten: {}}\nhead: []\n",
        "a.yaml:5:7: a: the head has no layers. Add some, for instance head(globalAverage(), dense(n), softmax()), or omit the head.");
  }

  @Test
  void locatesNameWithinBlock() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {name: b c, flatten: {}}\n",
        "a.yaml:4:12: \"b c\" is not a valid name: use letters, digits, '_', '-' and '.'.");
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - seq: [{name: x, flatten: {}}, {name: x, flatten: {}}]\n",
        "a.yaml:4:10: the name \"x\" is used twice. Rename one of the two.");
    fails(
        "name: a\ninput: 8x8x3\nblocks: [{name: x, flatten: {}}, {name: x, flatten: {}}]\n",
        "a.yaml:3:34: the name \"x\" is used twice. Rename one of the two.");
  }

  @Test
  void locatesTableRow() {
    fails(
        "name: a\ninput: 8x8x3\ntable:\n  1: {features: 4, kernel: 3, layers: Conv}\n  2: {features: 4, kernel: 3, layers: Conv -> Foo}\n",
        "a.yaml:5:6: block 2: \"Foo\" is not a valid layer name: it must contain conv, relu or pool.");
    fails(
        "name: a\ninput: 2x2x3\ntable:\n  1: {features: 4, kernel: 3, layers: Conv}\n",
        "a.yaml:4:3: a: \"block1/conv\" would shrink 2x2 to nothing (kernel 3, stride 1). Input 2x2 is too small; this network needs at least 3x3.");
  }

  @Test
  void locatesLayerWithWrongShape() {
    String problem =
        "a: \"x\" needs a vector, got the feature map 8x8x3 from \"input\". Put flatten() or globalAverage() before it.";
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {name: x, dense: {units: 2}}\n",
        "a.yaml:4:5: " + problem);
    fails(
        "name: a\ninput: 8x8x3\nblocks: []\nhead:\n  - {name: x, dense: {units: 2}}\n",
        "a.yaml:5:5: " + problem.replace("\"x\"", "\"head/x\""));
  }

  @Test
  void locatesLayerWithWrongShapeInSequence() {
    fails(
        """
        name: a
        input: 8x8x3
        blocks:
          - conv: {kernel: 3, filters: 4}
          - name: b
            seq:
              - conv: {kernel: 3, filters: 4}
              - seq:
                  - flatten: {}
                  - maxPool: {kernel: 2}
              - dense: {units: 2}
          - dense: {units: 3}
        """,
        "a.yaml:10:13: a: \"b/seq/pool\" needs a feature map (height x width x channels), got 256 units from \"b/seq/flatten\". Put it before flatten() or the global pooling layer.");
  }

  @Test
  void locatesBranchesThatDoNotFit() {
    fails(
        """
        name: a
        input: 8x8x3
        blocks:
          - conv: {kernel: 3, filters: 4}
          - name: b
            branches: [{seq: []}, {conv: {kernel: 3, filters: 5}}]
            merge: {add: {}}
          - conv: {kernel: 3, filters: 4}
        """,
        "a.yaml:5:5: a: cannot add \"conv1\" (8x8x4) and \"b/branch2\" (8x8x5) at \"b/add\": the shapes differ. Put a convolution into the shortcut that makes them equal.");
  }

  private static String graph(String block, String end) {
    return """
        name: a
        input: 8x8x3
        blocks:
          - name: g
            graph:
              blocks:
                - {name: two, graph: {blocks: [{name: x, flatten: {}, inputs: in}], outputs: {p: x, q: in}}, inputs: in}
                - {name: y, concat: {}, inputs: [two:p, two:p]}
                - %s
              %s
        """
        .formatted(block, end);
  }

  @Test
  void locatesWrongConnection() {
    String valid = "{name: z, flatten: {}, inputs: y}";

    fails(
        graph("{name: z, scale: 0.5, inputs: yy}", "output: z"),
        "a.yaml:9:41: \"z\" takes \"yy\" as input, but no input or earlier block has this name. Did you mean \"y\"? Known: in, two, y.");
    fails(
        graph("{name: z, scale: 10, inputs: [y, two]}", "output: z"),
        "a.yaml:9:44: \"z\" takes \"two\" as input, which has several outputs. Choose one: two:p, two:q.");
    fails(
        graph("{name: z, scale: 10, inputs: [y, two:s]}", "output: z"),
        "a.yaml:9:44: \"z\" takes \"two:s\" as input, but \"two\" has no such output. Did you mean \"p\"? Its outputs: p, q.");
    fails(
        graph("{name: y, flatten: {}, inputs: y}", "output: y"),
        "a.yaml:9:18: the name \"y\" is used twice. Rename one of the two.");
    fails(
        graph(valid, "output: zz"),
        "a.yaml:10:15: \"output out\" takes \"zz\" as input, but no input or earlier block has this name. Did you mean \"z\"? Known: in, two, y, z.");
    fails(
        graph(valid, "outputs: {a: z, b: two}"),
        "a.yaml:10:26: \"output b\" takes \"two\" as input, which has several outputs. Choose one: two:p, two:q.");
    fails(
        graph(valid, "output: y"),
        "a.yaml:9:11: \"z\" is not used: no later block takes it as input, and it is not the output \"y\". Connect it, or remove it.");
  }

  @Test
  void locatesLabelsThatDoNotFit() {
    fails(
        "name: a\ninput: 8\nblocks:\n  - dense: {units: 2}\nlabels: [x, y, z]\n",
        "a.yaml:5:9: a has 3 labels, but the shape of its output is 2. Set the units of its last dense layer to the number of labels.");
  }

  @Test
  void locatesErrorInNetworkNamedLikeItsFile() {
    fails(
        "name: a.yaml\ninput: 8x8x3\nblocks:\n  - {name: x, dense: {units: 2}}\n",
        "a.yaml:4:5: a.yaml: \"x\" needs a vector, got the feature map 8x8x3 from \"input\". Put flatten() or globalAverage() before it.");
  }
}
