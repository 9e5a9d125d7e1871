/**
 * Checkpoints: the state of a training on disk, to continue it exactly after a kill, a power loss
 * or a full disk. {@link org.blockwright.training.checkpoint.Checkpoints} are the settings, {@link
 * org.blockwright.training.checkpoint.Checkpoint} is the value that is saved, {@link
 * org.blockwright.training.checkpoint.CheckpointFolder} writes and reads it, and {@link
 * org.blockwright.training.checkpoint.CheckpointWriter} does so in the background.
 */
package org.blockwright.training.checkpoint;
