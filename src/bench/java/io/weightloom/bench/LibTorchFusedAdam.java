package io.weightloom.bench;

import static org.bytedeco.pytorch.global.torch.compile;
import static org.bytedeco.pytorch.global.torch.zeros;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam by LibTorch's one operator for all parameters, which its optimisers in C++ do not use, nor does the Java build
 * show it: a TorchScript function calls it.
 */
@SuppressWarnings("try") // a guard works by being there
final class LibTorchFusedAdam implements AutoCloseable {

    private final List<Tensor> parameters;
    private final List<Tensor> state = new ArrayList<>(); // first moments, second ones, numbers of steps
    private final CompilationUnit unit;
    private final Function update;

    LibTorchFusedAdam(List<Tensor> parameters, double learningRate) {
        this.parameters = parameters;
        for (int moment = 0; moment < 2; moment++) {
            parameters.forEach(parameter -> state.add(zeros_like(parameter)));
        }
        parameters.forEach(parameter -> state.add(zeros(1)));
        this.unit = compile(source(parameters.size(), learningRate));
        this.update = unit.get_function(new QualifiedName("update"));
    }

    private static String source(int parameters, double learningRate) {
        String arguments = Stream.of("p", "g", "m", "v", "t")
                .flatMap(kind -> names(kind, parameters).stream())
                .map(name -> name + ": Tensor")
                .collect(Collectors.joining(", "));
        StringBuilder source = new StringBuilder("def update(" + arguments + "):\n");
        names("t", parameters).forEach(steps -> source.append("  " + steps + ".add_(1.0)\n"));
        source.append("  all = ").append(names("p", parameters)).append("\n  torch._fused_adam_(all, ");
        for (String kind : List.of("g", "m", "v")) {
            source.append(names(kind, parameters)).append(", ");
        }
        return source.append("[], ")
                .append(names("t", parameters))
                .append(", lr=" + learningRate)
                .append(", beta1=0.9, beta2=0.999, weight_decay=0.0, eps=1e-8, amsgrad=False, maximize=False)\n")
                .append("  return all\n") // what nobody reads is not called
                .toString();
    }

    private static List<String> names(String kind, int count) {
        return IntStream.range(0, count).mapToObj(i -> kind + i).toList();
    }

    /** One step by the gradients that the parameters have. */
    void step() {
        IValueVector stack = new IValueVector(5L * parameters.size());
        long at = 0;
        for (Tensor parameter : parameters) {
            stack.put(at++, new IValue(parameter));
        }
        for (Tensor parameter : parameters) {
            stack.put(at++, new IValue(parameter.grad()));
        }
        for (Tensor each : state) {
            stack.put(at++, new IValue(each));
        }
        try (NoGradGuard unseen = new NoGradGuard()) {
            update.run(stack);
        }
    }

    @Override
    public void close() {
        state.forEach(Pointer::close);
        unit.close();
    }
}
