package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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
 * The words of the description language, to be imported statically. Each gives an immutable value,
 * and checks its numbers at once, so that a mistake shows on the line that made it.
 *
 * <pre>{@code
 * seq(conv(3, 64).relu().times(2), maxPool(2))
 * branches(add(), arm(conv(1, 64), relu(), conv(3, 64)), arm())
 * group("s1", depthwise(3).noBias().named("conv_dw_1"), batchNorm().named("conv_dw_1_bn"))
 * }</pre>
 */
public final class Layers {
  private Layers() {}

  /** A convolution with a square kernel: stride 1, padding "same", with a bias. */
  public static Conv conv(int filters, int kernel) {
    return Conv.of(Size.of(kernel), filters);
  }

  /** A convolution with a kernel of so many rows and columns. */
  public static Conv conv(int filters, int height, int width) {
    return Conv.of(new Size(height, width), filters);
  }

  /** A convolution of each channel by itself: stride 1, padding "same", with a bias. */
  public static DepthwiseConv depthwiseConv(int kernel) {
    return DepthwiseConv.of(Size.of(kernel));
  }

  /** A depthwise convolution and one of 1x1 as one layer: stride 1, padding "same", with a bias. */
  public static SeparableConv separableConv(int filters, int kernel) {
    return SeparableConv.of(Size.of(kernel), filters);
  }

  /** The largest value of each window; stride as the kernel, no padding. */
  public static Pool maxPool(int kernel) {
    return Pool.of(true, Size.of(kernel));
  }

  /** The mean of each window; stride as the kernel, no padding. */
  public static Pool averagePool(int kernel) {
    return Pool.of(false, Size.of(kernel));
  }

  /** The mean of each channel: a map becomes a vector. */
  public static GlobalPool globalAverage() {
    return new GlobalPool(false);
  }

  /** The largest value of each channel: a map becomes a vector. */
  public static GlobalPool globalMax() {
    return new GlobalPool(true);
  }

  public static BatchNorm batchNorm() {
    return new BatchNorm(1e-3, 0.99, true);
  }

  public static Dense dense(int units) {
    return new Dense(units, true, Activation.LINEAR);
  }

  /** Drops this share of the values while training. */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }

  public static Flatten flatten() {
    return new Flatten();
  }

  /** So many zeros on each side. */
  public static ZeroPad zeroPad(int n) {
    return new ZeroPad(n, n, n, n);
  }

  /** Zeros above and to the left, below and to the right. */
  public static ZeroPad zeroPad(int before, int after) {
    return new ZeroPad(before, after, before, after);
  }

  /** The zeros that make a window without padding see what TensorFlow's "same" would show it. */
  public static AutoPad samePad(int kernel, int stride) {
    return new AutoPad(Size.of(kernel), Size.of(stride), AutoPad.Rule.SAME);
  }

  /** The zeros below and to the right with which a window rounds its places up, not down. */
  public static AutoPad ceilPad(int kernel, int stride) {
    return new AutoPad(Size.of(kernel), Size.of(stride), AutoPad.Rule.CEIL);
  }

  /** Takes rows off above and below, columns off to the left and to the right. */
  public static Crop crop(int top, int bottom, int left, int right) {
    return new Crop(top, bottom, left, right);
  }

  /** Every value times this. */
  public static Scale scale(double factor) {
    return new Scale(factor);
  }

  public static ActivationLayer activation(Activation function) {
    return new ActivationLayer(function);
  }

  public static ActivationLayer relu() {
    return activation(Activation.RELU);
  }

  /** min(max(x, 0), 6). */
  public static ActivationLayer relu6() {
    return activation(Activation.RELU6);
  }

  /** x * sigmoid(x). */
  public static ActivationLayer swish() {
    return activation(Activation.SWISH);
  }

  public static ActivationLayer leakyRelu(double slope) {
    return activation(Activation.leakyRelu(slope));
  }

  public static ActivationLayer softmax() {
    return activation(Activation.SOFTMAX);
  }

  /** The sum of several inputs. */
  public static Add add() {
    return new Add();
  }

  /** The channels of several inputs one behind the other. */
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

  /** Pieces one after the other. */
  public static Sequence seq(Block... pieces) {
    return Sequence.of(List.of(pieces));
  }

  /** An arm of branches without a name of its own; without pieces it is the input itself. */
  public static Sequence branch(Block... pieces) {
    return seq(pieces);
  }

  /** Arms from one input to one join; arms without a name are {@code arm1}, {@code arm2}, ... */
  public static Branches branches(Block join, Block... arms) {
    List<NamedBlock> named = new ArrayList<>();
    for (Block arm : arms) {
      named.add(
          arm instanceof NamedBlock part
              ? part
              : NamedBlock.of("arm" + (named.size() + 1), toBody(arm)));
    }
    NamedBlock joined =
        join instanceof NamedBlock part
            ? part
            : NamedBlock.of(((BlockBody) join).defaultName(), (BlockBody) join);
    return new Branches(joined, named);
  }

  /** Free wiring: the function gets the block's input and gives its output. */
  public static Subgraph graph(UnaryOperator<SymbolicTensor> wiring) {
    SymbolicTensors inputs = SymbolicTensors.inputs(List.of(Subgraph.INPUT));
    return SymbolicTensor.subgraph(
        inputs, SymbolicTensors.of(Subgraph.OUTPUT, wiring.apply(inputs.get(Subgraph.INPUT))));
  }

  /**
   * Free wiring of a block with several inputs and outputs: the function gets the inputs by name
   * and gives the outputs by name.
   */
  public static Subgraph graph(List<String> inputs, UnaryOperator<SymbolicTensors> wiring) {
    SymbolicTensors given = SymbolicTensors.inputs(inputs);
    return SymbolicTensor.subgraph(given, wiring.apply(given));
  }

  /** Pieces under a name that is left out of the names of vertices, see {@link NamedBlock}. */
  public static NamedBlock group(String name, Block... pieces) {
    return namedBlock(name, true, pieces);
  }

  /** Pieces under a name that is left out of the names of vertices, see {@link NamedBlock}. */
  public static NamedBlock group(String name, List<? extends Block> pieces) {
    return new NamedBlock(name, true, Sequence.of(pieces));
  }

  /** Pieces under a name that begins the names of their vertices. */
  public static NamedBlock block(String name, Block... pieces) {
    return namedBlock(name, false, pieces);
  }

  static NamedBlock namedBlock(String name, boolean group, Block... pieces) {
    BlockBody block =
        pieces.length == 1 && pieces[0] instanceof BlockBody only
            ? only
            : Sequence.of(ImmutableList.copyOf(pieces));
    return new NamedBlock(name, group, block);
  }

  private static BlockBody toBody(Block piece) {
    return piece instanceof BlockBody block ? block : Sequence.of(List.of(piece));
  }
}
