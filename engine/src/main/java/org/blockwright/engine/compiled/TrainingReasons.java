package org.blockwright.engine.compiled;

/** Reasons for which training cannot be compiled, though inference can. */
final class TrainingReasons {
  private TrainingReasons() {}

  static UnsupportedException dropout(Object dropout) {
    return new UnsupportedException("the dropout " + dropout);
  }

  static UnsupportedException dropoutOfInput() {
    return new UnsupportedException("dropout in a layer that is no DropoutLayer");
  }

  static UnsupportedException outputWithoutLoss() {
    return new UnsupportedException("an output that is no OutputLayer or LossLayer");
  }

  static UnsupportedException frozenOutput() {
    return new UnsupportedException("a frozen output");
  }

  static UnsupportedException usedOutput() {
    return new UnsupportedException("an output that is the input of another layer");
  }

  static UnsupportedException frozenAfterTrained() {
    return new UnsupportedException("a frozen layer after trained layers that stops the gradient");
  }

  static UnsupportedException maximumOfMany() {
    return new UnsupportedException("the gradient of a maximum of more than two inputs");
  }
}
