package org.blockwright.model;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The result of an edit of a model.
 *
 * @param model the edited model; the caller closes it
 * @param newlyInitialized vertex names of new and changed layers, which have initial weights; all
 *     other layers have exactly the weights of the original model
 */
public record EditedModel(Model model, List<String> newlyInitialized) {
  public EditedModel {
    newlyInitialized = ImmutableList.copyOf(newlyInitialized);
  }
}
