package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Sgd;

/** Stock DL4J networks can be fitted on batches for several epochs. */
class BatchesInDl4jTest {

  @Test
  void fitIteratesEpochsInDifferentOrders(@TempDir Path folder) throws Exception {
    GeneratedImages.write(folder.resolve("cats"), 7, 1);
    GeneratedImages.write(folder.resolve("dogs"), 6, 2);
    Dataset data = ImageFolder.read(folder, ImageFolder.Options.defaults());
    ImagePreprocessor preprocessor = ImagePreprocessor.of(Shape.of(8, 10, 3), Preprocessing.TF);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.01))
                .list()
                .layer(new OutputLayer.Builder().nOut(2).build())
                .setInputType(InputType.convolutional(8, 10, 3))
                .build());
    network.init();
    List<List<Sample>> seen = new ArrayList<>();
    try (Batches batches = Batches.shuffled(data, preprocessor, Augmentation.none(), 42, 13, 2)) {
      network.setListeners(
          new BaseTrainingListener() {
            @Override
            public void iterationDone(
                org.deeplearning4j.nn.api.Model model, int iteration, int epoch) {
              seen.add(batches.samples());
            }
          });
      network.fit(batches, 3);
    }

    assertThat(seen).hasSize(3).doesNotHaveDuplicates();
    assertThat(seen.get(2)).hasSameElementsAs(data.samples());
  }
}
