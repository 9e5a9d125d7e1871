package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;

import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.SharedData;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.blockwright.zoo.ArticleVgg;
import org.blockwright.zoo.Vgg;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** VGG16 of the article with pretrained convolutions. */
class Vgg16TransferTest {
  private static final List<String> LABELS = List.of("cat", "dog");

  /** A small input, so that the head is small. */
  private final ArticleVgg small =
      ArticleVgg.vgg16().input(32, 32, 3).preprocessing(Preprocessing.CAFFE);

  private static Path file() {
    return SharedData.path("golden/keras-files/vgg16-top-64/weights.h5");
  }

  @Test
  @Tag("slow")
  void copiesConvolutionsOfFileButNotItsHead() {
    try (Model pretrained = pretrained();
        Model fresh = Model.create(small.network(), 42);
        Model model = Vgg16Transfer.create(small, file(), 42)) {
      for (int block = 1; block <= 5; block++) {
        assertThat(model.getBlockWeights("block" + block))
            .isEqualTo(pretrained.getBlockWeights("block" + block));
      }
      assertThat(model.getBlockWeights("head")).isEqualTo(fresh.getBlockWeights("head"));
    }
  }

  /** By the article's formula; Keras's VGG kernels have the channel order BGR. */
  @Test
  void convertsFirstKernelToGrayscale() {
    try (Model pretrained = pretrained();
        Model model = Vgg16Transfer.create(small.input(32, 32, 1), file(), 42)) {
      float[] bgr = pretrained.getWeights("block1_conv1", "kernel");
      float[] gray = model.getWeights("block1_conv1", "kernel");

      assertThat(gray).hasSize(9 * 64);
      for (int i = 0; i < 9; i++) {
        for (int filter = 0; filter < 64; filter++) {
          double expected =
              0.1140 * bgr[i * 192 + filter]
                  + 0.5870 * bgr[i * 192 + 64 + filter]
                  + 0.2989 * bgr[i * 192 + 128 + filter];
          assertThat((double) gray[i * 64 + filter]).isCloseTo(expected, within(1e-6));
        }
      }
      assertThat(model.getWeights("block1_conv1", "bias"))
          .isEqualTo(pretrained.getWeights("block1_conv1", "bias"));
      assertThat(model.getBlockWeights("block1/conv2"))
          .isEqualTo(pretrained.getBlockWeights("block1/conv2"));
      assertThat(model.getBlockWeights("block5")).isEqualTo(pretrained.getBlockWeights("block5"));
    }
  }

  @Test
  @Tag("slow")
  void copiesConvolutionsOfModelWithAnyInputSize() {
    try (Model pretrained = pretrained();
        Model model =
            Vgg16Transfer.create(small.input(64, 32, 3).labels("a", "b", "c"), pretrained, 1);
        Model gray = Vgg16Transfer.create(small.input(32, 32, 1), pretrained, 1);
        Model again = Vgg16Transfer.create(small.input(64, 64, 1), gray, 1)) {
      assertThat(model.getBlockWeights("block1")).isEqualTo(pretrained.getBlockWeights("block1"));
      assertThat(again.getBlockWeights("block1")).isEqualTo(gray.getBlockWeights("block1"));
    }
  }

  /** Inside, where the windows of the first convolution contain no padding. */
  @Test
  void sumOfKernelsGivesActivationsOfColorNetwork() {
    Image image = Image.of(64, 64, 1, GrayscaleKernelTest.randomBytes(64 * 64));
    try (Model color = pretrained();
        Model gray = Vgg16Transfer.create(small.input(64, 64, 1), color, 42, GrayscaleKernel.SUM)) {
      INDArray expected = firstConvolution(color, image);
      INDArray actual = firstConvolution(gray, image);
      double tolerance = 1e-5 * expected.stdNumber(false).doubleValue();
      INDArrayIndex inside = NDArrayIndex.interval(1, 63);

      assertThat(
              actual
                  .get(NDArrayIndex.all(), inside, inside)
                  .sub(expected.get(NDArrayIndex.all(), inside, inside))
                  .amaxNumber()
                  .doubleValue())
          .isLessThan(tolerance);
    }
  }

  private static INDArray firstConvolution(Model model, Image image) {
    Network network = model.network();
    INDArray batch =
        Nd4j.create(
            ImagePreprocessor.of(network).preprocess(image),
            Layout.batchShape(1, network.input()),
            'c');
    return model.activations(batch, List.of("block1_conv1")).get("block1_conv1");
  }

  @Test
  void keepsPreprocessingOfModelUnlessAnotherOneIsSet() {
    Network network =
        Vgg.vgg16(Shape.of(32, 32, 3), LABELS).withoutHead().preprocessing(Preprocessing.TORCH);
    ArticleVgg vgg = ArticleVgg.vgg16().input(32, 32, 3);
    try (Model pretrained = Model.create(network, 7);
        Model model = Vgg16Transfer.create(vgg, pretrained, 1);
        Model set = Vgg16Transfer.create(small, pretrained, 1)) {
      assertThat(model.network().preprocessing()).isEqualTo(Preprocessing.TORCH);
      assertThat(set.network().preprocessing()).isEqualTo(Preprocessing.CAFFE);
    }
  }

  /** This file is not one of VGG's own, which need no setting. */
  @Test
  void rejectsUnknownFileWithoutPreprocessing() {
    Path file = file();
    ArticleVgg vgg = ArticleVgg.vgg16().input(32, 32, 3);

    assertThatThrownBy(() -> Vgg16Transfer.create(vgg, file, 1))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "weights.h5: no preprocessing is set, and none is known for this file. Set the one that its weights need, for instance caffe for those of the VGG group.");
  }

  @Test
  void rejectsGrayscaleConversionWithoutPreprocessing() {
    Network network = Vgg.vgg16(Shape.of(32, 32, 3), LABELS).withoutHead();
    ArticleVgg vgg = ArticleVgg.vgg16().input(32, 32, 1);
    try (Model pretrained = Model.create(network, 7)) {
      assertThatThrownBy(() -> Vgg16Transfer.create(vgg, pretrained, 1))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "vgg16 has no preprocessing, which the conversion of the first kernel to grayscale needs. Set it with network.preprocessing(...).");
    }
  }

  @Test
  void rejectsModelOfAnotherNetwork() {
    Network vgg19 = Vgg.vgg19(Shape.of(32, 32, 3), LABELS).withoutHead();
    try (Model pretrained = Model.create(vgg19, 1)) {
      assertThatThrownBy(() -> Vgg16Transfer.create(small, pretrained, 1))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "vgg16: the pretrained model vgg19 has 16 layers with weights before its head, which are not the 13 convolutions of VGG16. Use a vgg16 model.");
    }
  }

  @Test
  void rejectsOtherNumberOfChannels() {
    try (Model pretrained = pretrained()) {
      assertThatThrownBy(() -> Vgg16Transfer.create(small.input(32, 32, 4), pretrained, 1))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "vgg16: the pretrained kernels expect 3 input channels, the images have 4. Use images with 3 channels, or grayscale images with kernels for 3 channels.");
    }
  }

  @Test
  void rejectsKernelsOfOtherShape() {
    Network other =
        Edits.replace("block2/conv1", conv(100, 3).relu()).applyTo(small.network()).withoutHead();
    try (Model pretrained = Model.create(other, 1)) {
      assertThatThrownBy(() -> Vgg16Transfer.create(small, pretrained, 1))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("\"kernel\" is 3x3x64x100, expected 3x3x64x128");
    }
  }

  private static Model pretrained() {
    Network network =
        Vgg.vgg16(Shape.of(64, 64, 3), LABELS).withoutHead().preprocessing(Preprocessing.CAFFE);
    Model model = Model.create(network, 7);
    try (WeightsFile file = WeightsFile.open(file())) {
      Weights.load(model, file, PairingOptions.STRICT);
    }
    return model;
  }
}
