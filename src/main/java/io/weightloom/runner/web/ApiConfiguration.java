package io.weightloom.runner.web;

import io.weightloom.runner.sheet.RunEvents;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What all addresses of the API have in common. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration implements WebMvcConfigurer {

    private final RunEvents events;
    private final AllowedOperations operations;

    ApiConfiguration(RunEvents events, @Value("${runner.operations}") boolean operations) {
        this.events = events;
        this.operations = new AllowedOperations(operations);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new OwnPages()).addPathPatterns(Links.ROOT + "/**");
        registry.addInterceptor(operations).addPathPatterns(Links.EXPERIMENTS + "/*/runs/**");
        registry.addInterceptor(events.costs())
                .addPathPatterns(
                        Links.EXPERIMENTS, Links.ROOT + "/runs/*/*", Links.ROOT + "/trials/*", Links.ROOT + "/pairs");
        registry.addInterceptor(new KnownParameters()).addPathPatterns(Links.ROOT + "/**");
    }
}
