package org.blockwright.base;

/**
 * What went wrong, in one message that a user can act on: where, expected, got, what to do.
 *
 * <p>The subclasses say what the user can mend: the network ({@link DescriptionException}), the
 * weights ({@link WeightsException}), the pictures ({@link DataException}), the call ({@link
 * UsageException}), the disk ({@link StorageException}), the learning rate or weights ({@link
 * TrainingException}, {@link NotFiniteException}).
 */
public abstract sealed class BlockwrightException extends RuntimeException
    permits DescriptionException,
        WeightsException,
        DataException,
        UsageException,
        StorageException,
        TrainingException,
        NotFiniteException {
  private static final long serialVersionUID = 1L;

  protected BlockwrightException(String message) {
    super(message);
  }

  protected BlockwrightException(String message, Throwable cause) {
    super(message, cause);
  }
}
