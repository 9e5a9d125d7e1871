/**
 * Bridge between the oneDNN helpers of DL4J 1.0.0-M2.1 and ND4J's oneDNN flag. Called by DL4J only:
 *
 * <pre>{@code
 * Class<?> environment = Class.forName("org.nd4j.nativeblas.Nd4jCpu$Environment");
 * Object instance = environment.getMethod("getInstance").invoke(null);
 * boolean oneDnn = (boolean) environment.getMethod("isUseMKLDNN").invoke(instance);
 * }</pre>
 */
package org.nd4j.nativeblas;
