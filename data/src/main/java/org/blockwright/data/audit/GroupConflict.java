package org.blockwright.data.audit;

import com.google.common.collect.ImmutableList;

/**
 * A group, such as a patient, in several subsets or classes.
 *
 * @param group the group
 * @param places the names of the subsets or classes
 */
public record GroupConflict(String group, ImmutableList<String> places) {}
