package org.blockwright.tuning;

import org.blockwright.inference.metrics.Direction;

class MemoryStoreTest extends StudyStoreContract {
  @Override
  protected StudyStore store() {
    return new MemoryStore(Direction.MINIMIZE);
  }
}
