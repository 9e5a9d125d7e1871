package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.depthwise;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;

import org.blockwright.dsl.BatchNorm;
import org.blockwright.dsl.Layer;
import org.blockwright.dsl.Seq;

/**
 * The projection-expansion-projection-extension of COVID-Net (Wang, Lin and Wong, arXiv
 * 2003.09871): 1x1 convolutions to half of the channels, to three quarters, a 3x3 convolution, and
 * two 1x1 convolutions back to half and on to the output's channels.
 *
 * @param byChannel whether the 3x3 convolution takes each channel by itself, as the paper says; the
 *     article's code has an ordinary one
 */
record Pepx(int in, int out, boolean byChannel) {

  /** With norms and relus, but for the fourth convolution, which has neither. */
  Seq block() {
    return seq(
        conv(1, narrow()).named("conv1"),
        norm().named("bn1"),
        relu().named("relu1"),
        conv(1, wide()).named("conv2"),
        norm().named("bn2"),
        relu().named("relu2"),
        middle().named("conv3"),
        norm().named("bn3"),
        relu().named("relu3"),
        conv(1, narrow()).named("conv4"),
        conv(1, out).named("conv5"),
        norm().named("bn5"));
  }

  /** The five convolutions alone. */
  Seq plain() {
    return seq(
        conv(1, narrow()).named("conv1"),
        conv(1, wide()).named("conv2"),
        middle().named("conv3"),
        conv(1, narrow()).named("conv4"),
        conv(1, out).named("conv5"));
  }

  /** Wolfram's constants, in which the article's networks were written. */
  static BatchNorm norm() {
    return batchNorm().momentum(0.9);
  }

  private Layer middle() {
    return byChannel ? depthwise(3) : conv(3, wide());
  }

  private int narrow() {
    return in / 2;
  }

  private int wide() {
    return 3 * in / 4;
  }
}
