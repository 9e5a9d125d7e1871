package org.blockwright.base;

/** A file or folder cannot be read or written: mend the disk, the path or the permissions. */
public final class StorageException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
