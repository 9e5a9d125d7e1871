package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Add;
import org.blockwright.dsl.layer.AutoPad;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.Concat;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Crop;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Flatten;
import org.blockwright.dsl.layer.GlobalPool;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Scale;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Size;
import org.blockwright.dsl.layer.Subgraph;
import org.blockwright.dsl.layer.ZeroPad;

/**
 * Factory methods of the description language, for static import. Each returns an immutable value
 * and checks its arguments immediately, so that the stack trace of an error points at the line that
 * caused it.
 *
 * <pre>{@code
 * seq(conv(64, 3).relu().times(2), maxPool(2))
 * branches(add(), branch(conv(64, 1), relu(), conv(64, 3)), identity())
 * group("s1", depthwiseConv(3).noBias().named("conv_dw_1"), batchNorm().named("conv_dw_1_bn"))
 * }</pre>
 */
public final class Layers {
  /**
   * The largest square kernel that {@link #conv(int, int)} and {@link #separableConv} accept; a
   * larger one most likely means that the two arguments were swapped.
   */
  private static final int MAX_KERNEL = 31;

  private Layers() {}

  /**
   * Creates a convolution with a square kernel: stride 1, padding "same", with a bias.
   *
   * @param kernel height and width of the kernel, at most 31
   */
  public static Conv conv(int filters, int kernel) {
    Checks.require(
        kernel <= MAX_KERNEL,
        () ->
            DslProblems.kernelTooLarge(
                "conv", filters, kernel, MAX_KERNEL, "conv(filters, height, width)"));
    return Conv.of(filters, Size.of(kernel));
  }

  /**
   * Creates a convolution with a kernel of any size: stride 1, padding "same", with a bias.
   *
   * @param height height of the kernel
   * @param width width of the kernel
   */
  public static Conv conv(int filters, int height, int width) {
    return Conv.of(filters, new Size(height, width));
  }

  /** Creates a depthwise convolution: stride 1, padding "same", with a bias. */
  public static DepthwiseConv depthwiseConv(int kernel) {
    return DepthwiseConv.of(Size.of(kernel));
  }

  /**
   * Creates a depthwise convolution followed by a 1x1 convolution, as one layer: stride 1, padding
   * "same", with a bias.
   *
   * @param kernel height and width of the depthwise kernel, at most 31
   */
  public static SeparableConv separableConv(int filters, int kernel) {
    Checks.require(
        kernel <= MAX_KERNEL,
        () ->
            DslProblems.kernelTooLarge(
                "separableConv", filters, kernel, MAX_KERNEL, "SeparableConv.of(filters, size)"));
    return SeparableConv.of(filters, Size.of(kernel));
  }

  /** Creates a max pooling; the stride is the kernel, without padding. */
  public static Pool maxPool(int kernel) {
    return Pool.of(true, Size.of(kernel));
  }

  /** Creates an average pooling; the stride is the kernel, without padding. */
  public static Pool averagePool(int kernel) {
    return Pool.of(false, Size.of(kernel));
  }

  /** Creates a global average pooling: a feature map becomes a vector of its channels. */
  public static GlobalPool globalAverage() {
    return new GlobalPool(false);
  }

  /** Creates a global max pooling: a feature map becomes a vector of its channels. */
  public static GlobalPool globalMax() {
    return new GlobalPool(true);
  }

  /** Creates a batch normalization with epsilon 1e-3, momentum 0.99 and gamma. */
  public static BatchNorm batchNorm() {
    return new BatchNorm(1e-3, 0.99, true);
  }

  /** Creates a fully connected layer with a bias and without an activation. */
  public static Dense dense(int units) {
    return new Dense(units, true, Activation.LINEAR);
  }

  /**
   * Creates a dropout layer.
   *
   * @param rate fraction of the values that is set to zero while training, in [0, 1)
   */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }

  public static Flatten flatten() {
    return new Flatten();
  }

  /** Creates a layer that adds {@code n} rows or columns of zeros on each side. */
  public static ZeroPad zeroPad(int n) {
    return new ZeroPad(n, n, n, n);
  }

  /**
   * Creates a layer that adds rows and columns of zeros.
   *
   * @param before number at the top and on the left
   * @param after number at the bottom and on the right
   */
  public static ZeroPad zeroPad(int before, int after) {
    return new ZeroPad(before, after, before, after);
  }

  /** Creates the zero padding with which an unpadded window equals TensorFlow's "same". */
  public static AutoPad samePad(int kernel, int stride) {
    return new AutoPad(Size.of(kernel), Size.of(stride), AutoPad.Rule.SAME);
  }

  /**
   * Creates the zero padding at the bottom and on the right with which an unpadded window rounds
   * its output size up (PyTorch's {@code ceil_mode}).
   */
  public static AutoPad ceilPad(int kernel, int stride) {
    return new AutoPad(Size.of(kernel), Size.of(stride), AutoPad.Rule.CEIL);
  }

  /** Creates a layer that removes rows at the top and bottom, and columns on the left and right. */
  public static Crop crop(int top, int bottom, int left, int right) {
    return new Crop(top, bottom, left, right);
  }

  /** Creates a layer that multiplies every value by a constant. */
  public static Scale scale(double factor) {
    return new Scale(factor);
  }

  public static ActivationLayer activation(Activation function) {
    return new ActivationLayer(function);
  }

  public static ActivationLayer relu() {
    return activation(Activation.RELU);
  }

  /** Creates the activation min(max(x, 0), 6). */
  public static ActivationLayer relu6() {
    return activation(Activation.RELU6);
  }

  /** Creates the activation x * sigmoid(x). */
  public static ActivationLayer swish() {
    return activation(Activation.SWISH);
  }

  /** Creates a leaky relu; {@code slope} applies to negative values. */
  public static ActivationLayer leakyRelu(double slope) {
    return activation(Activation.leakyRelu(slope));
  }

  public static ActivationLayer softmax() {
    return activation(Activation.SOFTMAX);
  }

  public static ActivationLayer sigmoid() {
    return activation(Activation.SIGMOID);
  }

  /** Creates the elementwise sum of several inputs of the same shape. */
  public static Add add() {
    return new Add();
  }

  /** Creates the concatenation of several inputs along the channels. */
  public static Concat concat() {
    return new Concat();
  }

  /**
   * Creates an augmentation step that mirrors images while training.
   *
   * @param horizontal probability that left and right are swapped
   * @param vertical probability that top and bottom are swapped
   */
  public static AugmentationLayer flip(double horizontal, double vertical) {
    return new AugmentationLayer.Flip(horizontal, vertical);
  }

  /** Creates an augmentation step that crops at a random position while training, else centered. */
  public static AugmentationLayer randomCrop(int height, int width) {
    return new AugmentationLayer.RandomCrop(height, width);
  }

  /** Creates an augmentation step that rotates images by up to {@code degrees} while training. */
  public static AugmentationLayer rotate(double degrees) {
    return new AugmentationLayer.Rotate(degrees);
  }

  /**
   * Creates an augmentation step that shears images while training.
   *
   * @param degrees largest angle along the x axis
   */
  public static AugmentationLayer shear(double degrees) {
    return new AugmentationLayer.Shear(degrees, 0);
  }

  /**
   * Creates an augmentation step that translates images while training.
   *
   * @param fraction largest distance as a fraction of the height and of the width
   */
  public static AugmentationLayer translate(double fraction) {
    return new AugmentationLayer.Translate(fraction, fraction);
  }

  /**
   * Creates an augmentation step that changes colors while training.
   *
   * @param brightness largest change of the brightness factor from 1
   * @param contrast largest change of the contrast factor from 1
   * @param saturation largest change of the saturation factor from 1
   * @param hue largest hue shift as a fraction of the color circle
   */
  public static AugmentationLayer colorJitter(
      double brightness, double contrast, double saturation, double hue) {
    return new AugmentationLayer.ColorJitter(brightness, contrast, saturation, hue);
  }

  /**
   * Creates an augmentation step that adds Gaussian noise while training.
   *
   * @param std standard deviation, for values of 0-255
   */
  public static AugmentationLayer noise(double std) {
    return new AugmentationLayer.Noise(std);
  }

  /** Creates a sequence of blocks. */
  public static Sequence seq(Block... blocks) {
    return Sequence.of(List.of(blocks));
  }

  /** Creates an unnamed branch of {@link #branches}: a sequence of at least one block. */
  public static Sequence branch(Block first, Block... others) {
    return Sequence.of(ImmutableList.<Block>builder().add(first).add(others).build());
  }

  /** Creates a branch without layers: it passes its input through, as a residual shortcut does. */
  public static Sequence identity() {
    return Sequence.of(List.of());
  }

  /**
   * Creates parallel branches from one input to one merge layer. Unnamed branches are called {@code
   * branch1}, {@code branch2}, ...
   */
  public static Branches branches(Block merge, Block... branches) {
    List<NamedBlock> named = new ArrayList<>();
    for (Block branch : branches) {
      named.add(
          branch instanceof NamedBlock block
              ? block
              : NamedBlock.of("branch" + (named.size() + 1), toBody(branch)));
    }
    NamedBlock namedMerge =
        merge instanceof NamedBlock block
            ? block
            : NamedBlock.of(((BlockBody) merge).defaultName(), (BlockBody) merge);
    return new Branches(namedMerge, named);
  }

  /**
   * Creates a subgraph with one input and one output.
   *
   * @param function computes the output tensor from the input tensor
   */
  public static Subgraph graph(UnaryOperator<SymbolicTensor> function) {
    SymbolicTensors inputs = SymbolicTensors.inputs(List.of(Subgraph.INPUT));
    return SymbolicTensor.subgraph(
        inputs, SymbolicTensors.of(Subgraph.OUTPUT, function.apply(inputs.get(Subgraph.INPUT))));
  }

  /**
   * Creates a subgraph with several inputs and outputs.
   *
   * @param inputNames names of the inputs, in order
   * @param function computes the named output tensors from the named input tensors
   */
  public static Subgraph graph(List<String> inputNames, UnaryOperator<SymbolicTensors> function) {
    SymbolicTensors inputs = SymbolicTensors.inputs(inputNames);
    return SymbolicTensor.subgraph(inputs, function.apply(inputs));
  }

  /** Creates a group: its name is not part of the vertex names, see {@link NamedBlock}. */
  public static NamedBlock group(String name, Block... blocks) {
    return namedBlock(name, true, blocks);
  }

  /** Creates a group: its name is not part of the vertex names, see {@link NamedBlock}. */
  public static NamedBlock group(String name, List<? extends Block> blocks) {
    return new NamedBlock(name, true, Sequence.of(blocks));
  }

  /** Creates a block: its name is the prefix of the vertex names of its layers. */
  public static NamedBlock block(String name, Block... blocks) {
    return namedBlock(name, false, blocks);
  }

  static NamedBlock namedBlock(String name, boolean isGroup, Block... blocks) {
    BlockBody body =
        blocks.length == 1 && blocks[0] instanceof BlockBody only
            ? only
            : Sequence.of(ImmutableList.copyOf(blocks));
    return new NamedBlock(name, isGroup, body);
  }

  private static BlockBody toBody(Block block) {
    return block instanceof BlockBody body ? body : Sequence.of(List.of(block));
  }
}
