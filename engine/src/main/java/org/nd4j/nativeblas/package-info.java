/**
 * The bridge between DL4J 1.0.0-M2.1's oneDNN helpers and the place where ND4J keeps their switch.
 * Nobody calls it but DL4J:
 *
 * <pre>{@code
 * Class<?> environment = Class.forName("org.nd4j.nativeblas.Nd4jCpu$Environment");
 * Object instance = environment.getMethod("getInstance").invoke(null);
 * boolean oneDnn = (boolean) environment.getMethod("isUseMKLDNN").invoke(instance);
 * }</pre>
 */
package org.nd4j.nativeblas;
