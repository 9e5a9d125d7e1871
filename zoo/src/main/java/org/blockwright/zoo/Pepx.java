package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;

import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Sequence;

/**
 * The projection-expansion-projection-extension block of COVID-Net (Wang, Lin and Wong, arXiv
 * 2003.09871): 1x1 convolutions to a half and to three quarters of the channels, a 3x3 convolution,
 * and 1x1 convolutions to a half of the input channels and to the output channels.
 *
 * @param in number of input channels
 * @param out number of output channels
 * @param isDepthwise whether the 3x3 convolution is depthwise, as in the paper; the article's code
 *     has a standard one
 */
record Pepx(int in, int out, boolean isDepthwise) {

  /** Returns the block with batch norm and ReLU, except after the fourth convolution. */
  Sequence block() {
    return seq(
        conv(projectedChannels(), 1).named("conv1"),
        norm().named("bn1"),
        relu().named("relu1"),
        conv(expandedChannels(), 1).named("conv2"),
        norm().named("bn2"),
        relu().named("relu2"),
        middleConv().named("conv3"),
        norm().named("bn3"),
        relu().named("relu3"),
        conv(projectedChannels(), 1).named("conv4"),
        conv(out, 1).named("conv5"),
        norm().named("bn5"));
  }

  /** Returns the five convolutions only. */
  Sequence convolutions() {
    return seq(
        conv(projectedChannels(), 1).named("conv1"),
        conv(expandedChannels(), 1).named("conv2"),
        middleConv().named("conv3"),
        conv(projectedChannels(), 1).named("conv4"),
        conv(out, 1).named("conv5"));
  }

  /** Batch norm with the defaults of Wolfram Language, which the article uses. */
  static BatchNorm norm() {
    return batchNorm().momentum(0.9);
  }

  private Layer middleConv() {
    return isDepthwise ? depthwiseConv(3) : conv(expandedChannels(), 3);
  }

  private int projectedChannels() {
    return in / 2;
  }

  private int expandedChannels() {
    return 3 * in / 4;
  }
}
