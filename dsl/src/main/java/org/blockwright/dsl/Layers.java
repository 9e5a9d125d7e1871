package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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
  public static Conv conv(int kernel, int filters) {
    return Conv.of(Size.of(kernel), filters);
  }

  /** A convolution with a kernel of so many rows and columns. */
  public static Conv conv(int height, int width, int filters) {
    return Conv.of(new Size(height, width), filters);
  }

  /** A convolution of each channel by itself: stride 1, padding "same", with a bias. */
  public static DepthwiseConv depthwise(int kernel) {
    return DepthwiseConv.of(Size.of(kernel));
  }

  /** A depthwise convolution and one of 1x1 as one layer: stride 1, padding "same", with a bias. */
  public static SeparableConv separable(int kernel, int filters) {
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
  public static FitPad samePad(int kernel, int stride) {
    return new FitPad(Size.of(kernel), Size.of(stride), FitPad.Rule.SAME);
  }

  /** The zeros below and to the right with which a window rounds its places up, not down. */
  public static FitPad ceilPad(int kernel, int stride) {
    return new FitPad(Size.of(kernel), Size.of(stride), FitPad.Rule.CEIL);
  }

  /** Takes rows off above and below, columns off to the left and to the right. */
  public static Crop crop(int top, int bottom, int left, int right) {
    return new Crop(top, bottom, left, right);
  }

  /** Every value times this. */
  public static Scale scale(double factor) {
    return new Scale(factor);
  }

  public static Activate activation(Activation function) {
    return new Activate(function);
  }

  public static Activate relu() {
    return activation(Activation.RELU);
  }

  /** min(max(x, 0), 6). */
  public static Activate relu6() {
    return activation(Activation.RELU6);
  }

  /** x * sigmoid(x). */
  public static Activate swish() {
    return activation(Activation.SWISH);
  }

  public static Activate leakyRelu(double slope) {
    return activation(Activation.leakyRelu(slope));
  }

  public static Activate softmax() {
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

  /** While training, mirrors pictures with these probabilities: left and right, top and bottom. */
  public static Augment reflect(double leftRight, double topBottom) {
    return new Augment.Reflect(leftRight, topBottom);
  }

  /** While training a part of this size at a random place, else the part in the middle. */
  public static Augment randomCrop(int height, int width) {
    return new Augment.RandomCrop(height, width);
  }

  /** While training, turns pictures by up to so many degrees. */
  public static Augment rotate(double degrees) {
    return new Augment.Rotate(degrees);
  }

  /** While training, moves pictures by up to this share of their sides. */
  public static Augment shift(double share) {
    return new Augment.Shift(share, share);
  }

  /** While training, adds noise of this deviation to samples of 0-255. */
  public static Augment noise(double deviation) {
    return new Augment.Noise(deviation);
  }

  /** Pieces one after the other. */
  public static Seq seq(Piece... pieces) {
    return Seq.of(List.of(pieces));
  }

  /** An arm of branches without a name of its own; without pieces it is the input itself. */
  public static Seq arm(Piece... pieces) {
    return seq(pieces);
  }

  /** Arms from one input to one join; arms without a name are {@code arm1}, {@code arm2}, ... */
  public static Branches branches(Piece join, Piece... arms) {
    List<Part> named = new ArrayList<>();
    for (Piece arm : arms) {
      named.add(arm instanceof Part part ? part : Part.of("arm" + (named.size() + 1), seqOf(arm)));
    }
    Part joined = join instanceof Part part ? part : Part.of(((Block) join).word(), (Block) join);
    return new Branches(joined, named);
  }

  /** Free wiring: the function gets the block's input and gives its output. */
  public static Wiring graph(UnaryOperator<Flow> wiring) {
    Ports inputs = Ports.inputs(List.of(Wiring.INPUT));
    return Flow.wire(inputs, Ports.of(Wiring.OUTPUT, wiring.apply(inputs.get(Wiring.INPUT))));
  }

  /**
   * Free wiring of a block with several inputs and outputs: the function gets the inputs by name
   * and gives the outputs by name.
   */
  public static Wiring graph(List<String> inputs, UnaryOperator<Ports> wiring) {
    Ports given = Ports.inputs(inputs);
    return Flow.wire(given, wiring.apply(given));
  }

  /** Pieces under a name that is left out of the names of vertices, see {@link Part}. */
  public static Part group(String name, Piece... pieces) {
    return part(name, true, pieces);
  }

  /** Pieces under a name that is left out of the names of vertices, see {@link Part}. */
  public static Part group(String name, List<? extends Piece> pieces) {
    return new Part(name, true, Seq.of(pieces));
  }

  /** Pieces under a name that begins the names of their vertices. */
  public static Part block(String name, Piece... pieces) {
    return part(name, false, pieces);
  }

  static Part part(String name, boolean group, Piece... pieces) {
    Block block =
        pieces.length == 1 && pieces[0] instanceof Block only
            ? only
            : Seq.of(ImmutableList.copyOf(pieces));
    return new Part(name, group, block);
  }

  private static Block seqOf(Piece piece) {
    return piece instanceof Block block ? block : Seq.of(List.of(piece));
  }
}
