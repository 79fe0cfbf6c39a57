package io.weightloom.program;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.IdentityHashMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Counts the bytes of native memory that a piece of work lets ND4J allocate for arrays on this thread and does not
 * close: what a garbage collector would have to find. It stands between ND4J and its natives meanwhile.
 */
public final class OpenArrays {

    private final NativeOps natives;
    private final Thread thread = Thread.currentThread();
    private final IdentityHashMap<Object, Long> open = new IdentityHashMap<>();

    private OpenArrays(NativeOps natives) {
        this.natives = natives;
    }

    /** Bytes of the arrays that the work left open. */
    public static long bytesLeftBy(Runnable work) {
        Nd4j.create(1).close(); // loads the natives
        NativeOpsHolder holder = NativeOpsHolder.getInstance();
        OpenArrays counting = new OpenArrays(holder.getDeviceNativeOps());
        holder.setDeviceNativeOps((NativeOps) Proxy.newProxyInstance(
                NativeOps.class.getClassLoader(), new Class<?>[] {NativeOps.class}, counting::invoke));
        try {
            work.run();
        } finally {
            holder.setDeviceNativeOps(counting.natives);
        }
        return counting.open.values().stream().mapToLong(bytes -> bytes).sum();
    }

    private Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Object result;
        try {
            result = method.invoke(natives, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (Thread.currentThread() == thread) {
            switch (method.getName()) {
                case "allocateDataBuffer", "dbAllocateDataBuffer" ->
                    open.put(
                            result,
                            (long) arguments[0]
                                    * DataType.fromInt((int) arguments[1]).width());
                case "dbClose", "deleteDataBuffer" -> open.remove(arguments[0]);
                default -> {}
            }
        }
        return result;
    }
}
