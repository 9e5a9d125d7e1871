package org.blockwright.data.audit;

import com.google.common.collect.ImmutableMap;

/**
 * An image whose class the cues predict correctly.
 *
 * @param image the image
 * @param probability the predicted probability of its class, by a model that was not fitted to it
 * @param cues the values of its cues
 */
public record LeakExample(ImageEntry image, double probability, ImmutableMap<Cue, Double> cues) {}
