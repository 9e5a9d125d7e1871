/**
 * Writes folders of datasets so that a killed run continues and nothing half-written is trusted;
 * for the builders of datasets in this module.
 */
package org.blockwright.data.output;
