package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import io.weightloom.program.kernel.Arena;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.kernel.Kernel;
import io.weightloom.program.kernel.Products;
import io.weightloom.program.kernel.SparseRows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns products of matrices into kernels. */
final class ProductLowering {

    private final OpList list;
    private final BufferAllocation allocation;
    private final Arena arena;
    private final Set<String> data = new HashSet<>(); // inputs, and what shows them in another shape

    ProductLowering(OpList list, BufferAllocation allocation, Arena arena) {
        this.list = list;
        this.allocation = allocation;
        this.arena = arena;
        for (Node node : list.nodes()) {
            if (node.operation() instanceof Operation.Alias
                    && isData(node.inputs().get(0))) {
                data.add(node.output());
            }
        }
    }

    private boolean isData(String name) {
        return data.contains(name) || list.value(name).origin() instanceof Value.Input;
    }

    /**
     * One product, or one for each task.
     *
     * @param beta 1 if it is added to what lies there, 0 if not
     */
    Kernel product(Node node, Operation.Order a, Operation.Order b, double beta) {
        long[] c = list.value(node.output()).shape(); // [m, n], or [tasks, m, n]
        int tasks = c.length == 3 ? Math.toIntExact(c[0]) : 1;
        int n = Math.toIntExact(c[c.length - 1]);
        int m = list.value(node.output()).size() / tasks / n;
        int k = list.value(node.inputs().get(0)).size() / tasks / m;
        Products.Sizes sizes = new Products.Sizes(m, n, k, a, b);
        List<Kernel> products = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            products.add(Products.product(
                    sizes,
                    Blas.packing(),
                    arena.pointer(allocation.offset(node.inputs().get(0)) + task * m * k),
                    arena.pointer(allocation.offset(node.inputs().get(1)) + task * k * n),
                    beta,
                    arena.pointer(allocation.offset(node.output()) + task * m * n)));
        }
        if (tasks > 1) {
            return Products.all(products);
        }
        return isData(node.inputs().get(0))
                ? SparseRows.product(
                        sizes,
                        elements(node.inputs().get(0)),
                        elements(node.inputs().get(1)),
                        beta,
                        elements(node.output()),
                        products.get(0))
                : products.get(0);
    }

    private Elements elements(String name) {
        return arena.elements(allocation.offset(name), list.value(name).size());
    }
}
