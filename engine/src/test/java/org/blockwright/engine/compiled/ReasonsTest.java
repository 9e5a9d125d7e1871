package org.blockwright.engine.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class ReasonsTest {
  @Test
  void types() {
    assertThat(Reasons.layer(LSTM.class)).hasMessage("layers of type LSTM");
    assertThat(Reasons.vertex(L2NormalizeVertex.class))
        .hasMessage("vertices of type L2NormalizeVertex");
    assertThat(Reasons.preprocessor(RnnToCnnPreProcessor.class))
        .hasMessage("the preprocessor RnnToCnnPreProcessor");
    assertThat(Reasons.activation("ActivationGELU")).hasMessage("the activation ActivationGELU");
  }

  @Test
  void settings() {
    assertThat(Reasons.pooling(PoolingType.SUM)).hasMessage("pooling of type SUM");
    assertThat(Reasons.dilatedPooling())
        .hasMessage("dilated pooling, for which DL4J returns wrong values");
    assertThat(Reasons.poolingDimensions())
        .hasMessage("global pooling over other dimensions than height and width");
    assertThat(Reasons.channelsLast()).hasMessage("the data format NHWC");
    assertThat(Reasons.convolutionMode(ConvolutionMode.Causal))
        .hasMessage("the convolution mode Causal");
    assertThat(Reasons.mergeAxis(3)).hasMessage("merging along dimension 3 instead of 1");
    assertThat(Reasons.weightNoise()).hasMessage("weight noise");
    assertThat(Reasons.layerNormalization()).hasMessage("layer normalization");
    assertThat(Reasons.dataType(DataType.DOUBLE))
        .hasMessage("the data type DOUBLE instead of FLOAT");
    assertThat(Reasons.outputIsInput()).hasMessage("a network input that is an output");
  }

  @Test
  void sizes() {
    assertThat(Reasons.shape("an image", new long[] {2, 3}, new long[] {4, 5}))
        .hasMessage("expected an image, got [2, 3] and [4, 5]");
    assertThat(Reasons.primitive("could not create a primitive"))
        .hasMessage("oneDNN cannot compute it: could not create a primitive");
  }
}
