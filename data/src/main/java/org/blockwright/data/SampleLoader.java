package org.blockwright.data;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.augment.InModelAugmenter;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.input.InModelAugmentation;

/** Loads samples; called on background threads. */
interface SampleLoader {
  /**
   * Writes the values of a sample to buffers, from their positions on.
   *
   * @param repetition how often the epoch has used the sample before
   * @param rows one for each image of the sample
   * @return the reason why a file cannot be decoded; empty if all were decoded
   */
  Optional<String> load(Sample sample, int epoch, int repetition, List<FloatBuffer> rows);

  /**
   * Decodes, resizes, augments and preprocesses images. The images of a sample get the same random
   * transformations, so that what belongs together in them stays together.
   */
  final class Augmented implements SampleLoader {
    private final List<ImagePreprocessor> preprocessors;
    private final Augmentation augmentation;
    private final boolean hasInModelSteps;
    private final boolean hasSteps;
    private final InModelAugmenter inModel;
    private final long seed;

    Augmented(
        List<ImagePreprocessor> preprocessors,
        Augmentation augmentation,
        InModelAugmentation inModel,
        long seed) {
      this.preprocessors = preprocessors;
      this.augmentation = augmentation;
      this.hasInModelSteps = !inModel.isEmpty();
      this.hasSteps = hasInModelSteps || !augmentation.isEmpty();
      this.inModel = new InModelAugmenter(inModel, seed);
      this.seed = seed;
    }

    @Override
    public Optional<String> load(Sample sample, int epoch, int repetition, List<FloatBuffer> rows) {
      // Another key, and so another random augmentation, for each repetition.
      String key = repetition == 0 ? sample.key() : sample.key() + "\n" + repetition;
      List<ImageSource> images = sample.images();
      Optional<String> problem = Optional.empty();
      for (int i = 0; i < images.size() && problem.isEmpty(); i++) {
        ImagePreprocessor preprocessor = preprocessors.get(i);
        FloatBuffer row = rows.get(i);
        try {
          problem =
              Decoder.tryDecode(
                      images.get(i), hasSteps ? preprocessor::resize : preprocessor::toColorMode)
                  .match(
                      image -> {
                        if (hasSteps) {
                          preprocessor.preprocess(augment(image, preprocessor, key, epoch), row);
                        } else {
                          preprocessor.resizeAndPreprocess(image, row);
                        }
                        return Optional.empty();
                      },
                      Optional::of);
        } catch (OutOfMemoryError e) {
          throw DataProblems.outOfMemory(sample.key(), e);
        }
        if (problem.isPresent() && images.size() > 1) {
          problem = problem.map(DataProblems.ofInput(sample.inputs().get(i).input())::concat);
        }
      }
      return problem;
    }

    private Image augment(Image image, ImagePreprocessor preprocessor, String key, int epoch) {
      Image augmented = augmentation.apply(image, seed, epoch, key);
      if (!hasInModelSteps) {
        return augmented;
      }
      // The steps of a network get as many channels as its input has.
      boolean color = preprocessor.input().channels() == 3;
      return inModel.apply(color ? augmented.rgb() : augmented, epoch, key);
    }
  }
}
