package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.Feed;

/**
 * The batches of the epochs of a phase.
 *
 * @param train the training images
 * @param validation the validation images, if there are any
 * @param cachedAt the layer whose features are cached, if they are
 */
record EpochFeeds(Feed train, Optional<Feed> validation, Optional<String> cachedAt)
    implements AutoCloseable {

  /** Returns the files that could not be decoded. */
  List<SkippedFile> skipped() {
    return validation
        .map(feed -> Evaluation.merge(train.skipped(), feed.skipped()))
        .orElseGet(train::skipped);
  }

  @Override
  public void close() {
    train.close();
    validation.ifPresent(Feed::close);
  }
}
