package org.blockwright.model;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A model that came of an edit.
 *
 * @param model to be closed by whoever asked for it
 * @param newlyInitialized the vertices of the layers that are new or changed and have initial
 *     weights; all others have those of the model before, bit for bit
 */
public record EditedModel(Model model, List<String> newlyInitialized) {
  public EditedModel {
    newlyInitialized = ImmutableList.copyOf(newlyInitialized);
  }
}
