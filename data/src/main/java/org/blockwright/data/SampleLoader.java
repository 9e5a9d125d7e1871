package org.blockwright.data;

import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.augment.InModelAugmenter;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.input.InModelAugmentation;

/** Loads samples; called on background threads. */
interface SampleLoader {
  LoadedSample load(Sample sample, int epoch);

  /** Decodes, resizes, augments and preprocesses images. */
  final class Augmented implements SampleLoader {
    private final ImagePreprocessor preprocessor;
    private final Augmentation augmentation;
    private final boolean hasInModelSteps;
    private final InModelAugmenter inModel;
    private final long seed;

    Augmented(
        ImagePreprocessor preprocessor,
        Augmentation augmentation,
        InModelAugmentation inModel,
        long seed) {
      this.preprocessor = preprocessor;
      this.augmentation = augmentation;
      this.hasInModelSteps = !inModel.isEmpty();
      this.inModel = new InModelAugmenter(inModel, seed);
      this.seed = seed;
    }

    @Override
    public LoadedSample load(Sample sample, int epoch) {
      try {
        return Decoder.tryDecode(sample.image(), preprocessor::resize)
            .match(
                image ->
                    LoadedSample.decoded(
                        sample, preprocessor.preprocess(augment(image, sample.key(), epoch))),
                reason -> LoadedSample.undecodable(sample, reason));
      } catch (OutOfMemoryError e) {
        throw DataProblems.outOfMemory(sample.key(), e);
      }
    }

    private Image augment(Image image, String key, int epoch) {
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
